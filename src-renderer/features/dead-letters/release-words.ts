import { codeOfCause } from '#shared/cause-key'
import type { ReleaseView } from '#shared/release'
import { FailureCode } from '#shared/task'
import { counted, formatCount } from '../../format'
import { causeTitle } from './cause-title'
import { shortStatus } from './group-words'

/** What the letters of a release had died of; of one alone nobody knows. */
export function releaseTitle({ cause }: Pick<ReleaseView, 'cause'>): string {
  const code = FailureCode.safeParse(codeOfCause(cause ?? ''))
  return code.success ? causeTitle(code.data) : 'One letter'
}

const stay = ({ left, released }: ReleaseView): string => {
  const others = left === 1 ? 'The other one stays' : `The other ${formatCount(left)} stay`
  const nothing = released === 0 ? 'Nothing was released. ' : ''
  return left === 0 ? nothing.trim() : `${nothing}${others} where ${left === 1 ? 'it is' : 'they are'}.`
}
const said = ({ failure }: ReleaseView): string => {
  const words = failure?.message.trim().replace(/[.\s]+$/, '') ?? ''
  return words === '' ? '' : ` It said: ${words.length > 180 ? `${words.slice(0, 179)}…` : words}.`
}
const passed = ({ skipped }: ReleaseView): string =>
  skipped === 0 ? '' : ` ${counted(skipped, 'letter')} changed meanwhile and ${skipped === 1 ? 'was' : 'were'} left.`

/** Why one ended before its end, and what became of the rest; '' for one that goes on or is done. */
export function whyEnded(release: ReleaseView): string {
  const rest = `${stay(release)}${passed(release)}`
  switch (release.state) {
    case 'failed':
      return `${whyFailed(release)}${said(release)} ${rest}`.trim()
    case 'stopped':
      return `It stopped by itself: those that were sent back died of the same again.${said(release)} ${rest}`.trim()
    case 'aborted':
      return `You stopped it. ${rest}`.trim()
    default:
      return ''
  }
}

function whyFailed({ reason }: ReleaseView): string {
  switch (reason) {
    case 'probe_cancelled':
      return 'The letter that went ahead was cancelled.'
    case 'probe_discarded':
      return 'The letter that went ahead was discarded.'
    case 'probe_edited':
      return 'The letter that went ahead was edited meanwhile, so it says nothing of the others.'
    case 'probe_gone':
      return 'The letter that went ahead is not in the store any more.'
    default:
      return 'The letter that went ahead died again.'
  }
}

/** What became of those that were sent back: '3 answered, 1 died again, 2 on their way'. */
export function countWords({ released, succeeded, died, ended, skipped }: ReleaseView): string {
  const out = released - succeeded - died - ended
  return [
    succeeded > 0 || released === 0 ? `${formatCount(succeeded)} answered` : '',
    died > 0 ? `${formatCount(died)} died again` : '',
    ended > 0 ? `${formatCount(ended)} cancelled` : '',
    skipped > 0 ? `${formatCount(skipped)} skipped` : '',
    out > 0 ? `${formatCount(out)} on ${out === 1 ? 'its' : 'their'} way` : '',
  ]
    .filter(Boolean)
    .join(', ')
}

/** Whether some of it would go back by themselves, now or once the one ahead was answered. */
export const canPause = ({ state, left, pace }: ReleaseView): boolean =>
  left > 0 && (state === 'releasing' || (state === 'probing' && pace !== null))

/** One line of it, for a list. */
export function releaseLine(release: ReleaseView): string {
  const { state, left, released, total, pausedAt } = release
  switch (state) {
    case 'probing':
      if (left === 0) return 'It is on its way.'
      return pausedAt === null
        ? `One went ahead; ${formatCount(left)} wait for what it comes to.`
        : `One went ahead. Paused: ${formatCount(left)} wait until you resume it.`
    case 'proved':
      return `The one that went ahead was answered. ${left === 1 ? 'The other one waits' : `The other ${formatCount(left)} wait`} for you.`
    case 'releasing':
      return `${pausedAt === null ? '' : 'Paused. '}${formatCount(released)} of ${formatCount(total)} sent back: ${countWords(release)}.`
    case 'done':
      return total === 0 ? 'It was answered.' : `${formatCount(released)} sent back: ${countWords(release)}.`
    default:
      return whyEnded(release)
  }
}

/** What a screen reader hears when it comes to another state; the numbers are not told one by one. */
export function releaseNews(release: ReleaseView): string {
  const { state, left } = release
  switch (state) {
    case 'probing':
      return 'One letter went ahead.'
    case 'proved':
      return `The probe was answered. Press Enter to requeue the other ${formatCount(left)}.`
    case 'releasing':
      return release.pausedAt === null
        ? `The other ${formatCount(release.total)} go back.`
        : `Paused. ${left === 1 ? 'The other one waits' : `The other ${formatCount(left)} wait`} until you resume it.`
    default:
      return releaseLine(release)
  }
}

export const failedShort = ({ failure, reason }: ReleaseView): string =>
  reason === 'probe_died' && failure ? `Failed again: ${shortStatus(failure)}` : whyFailedShort(reason)
const whyFailedShort = (reason: ReleaseView['reason']): string =>
  reason === 'probe_cancelled'
    ? 'Cancelled'
    : reason === 'probe_discarded'
      ? 'Discarded'
      : reason === 'probe_edited'
        ? 'Edited meanwhile'
        : reason === 'probe_gone'
          ? 'Gone'
          : 'Failed again'

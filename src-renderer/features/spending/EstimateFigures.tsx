import type { Estimate } from '#shared/estimate'
import type { ProviderView } from '#shared/provider'
import { formatTokens, formatUsd, missing } from '../../format'
import { useNow } from '../../use-now'
import { estimateHint, estimateWords } from './estimate-words'
import { slowedWords, startsWords, timeCaption, timeFigure, turnsWords } from './time-words'

type EstimateFiguresProps = {
  readonly estimate: Estimate
  readonly isOld: boolean
  readonly providers: readonly ProviderView[]
}

/** What work would cost, how long it takes and why, at a glance. */
export function EstimateFigures({ estimate, isOld, providers }: EstimateFiguresProps) {
  const now = useNow()
  const { inputTokens, outputTokens, dayLeft, variants = [] } = estimate
  const time = estimate.time ?? null
  const { parts, source } = estimateWords(estimate)
  const [cost, costCaption] = costFigure(estimate)
  const facts: readonly (readonly [string, string, 'wait'?])[] = [
    ['Slowed by', time ? slowedWords(time, providers) : ''],
    ['Starts', time ? startsWords(time, now) : '', 'wait'],
    ['Takes turns with', time ? turnsWords(time) : ''],
    dayLeft == null
      ? ['', '']
      : dayLeft < 0
        ? ['Today’s budget', `${formatUsd(-dayLeft)} short`, 'wait']
        : ['Left of today’s budget', formatUsd(dayLeft)],
  ]
  return (
    <div role="status" aria-label="Estimate" title={estimateHint(estimate)} className={isOld ? 'text-ink-3' : ''}>
      <div className="tn flex justify-between gap-3">
        <Figure caption={costCaption}>{cost}</Figure>
        {time && <Figure caption={timeCaption(time)}>{timeFigure(time)}</Figure>}
        <Figure caption={outputTokens === null ? 'tokens in' : 'tokens'} end>
          {formatTokens(inputTokens + (outputTokens ?? 0))}
        </Figure>
      </div>
      <p className="mt-2 text-xs text-ink-2">{sentence(parts)}</p>
      {source !== '' && <p className="text-xs text-ink-3">{sentence(source)}</p>}
      <dl className="tn mt-1.5 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5 text-xs empty:hidden">
        {facts.map(
          ([name, words, hue]) =>
            words !== '' && (
              <div key={name} className="contents">
                <dt className="text-ink-3">{name}</dt>
                <dd className={`text-right wrap-anywhere ${hue === 'wait' ? 'text-wait' : ''}`}>{words}</dd>
              </div>
            ),
        )}
        {variants.length > 1 &&
          variants.map((each) => (
            <div key={each.name} className="contents">
              <dt className="truncate text-ink-3" title={each.name}>
                {each.name.slice(0, 1)} {each.model}
              </dt>
              <dd className="text-right">
                {each.cost === null ? missing : formatUsd(each.cost)}
                {each.time && `, ${timeFigure(each.time)}`}
              </dd>
            </div>
          ))}
      </dl>
    </div>
  )
}

type FigureProps = { readonly caption: string; readonly end?: boolean; readonly children: string }

const Figure = ({ caption, end = false, children }: FigureProps) => (
  <div className={`min-w-0 ${end ? 'text-right' : ''}`}>
    <p className="truncate text-[17px]/6 font-medium tracking-[-0.016em]">{children}</p>
    <p className="text-2xs text-ink-3">{caption}</p>
  </div>
)

function costFigure(estimate: Estimate): readonly [string, string] {
  const { price, cost, outputTokens } = estimate
  const words = estimateWords(estimate).cost
  if (words === 'too long to be sent') return ['Too long', 'to be sent']
  if (price === 'free') return ['Free', 'on this computer']
  if (price === 'unknown' || cost === null) return [missing, 'price not known']
  return [formatUsd(cost), outputTokens === null ? 'cost, without answers' : 'cost, about']
}

const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}`

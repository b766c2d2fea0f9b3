import { type DeadAlert, defaultDeadAlert } from '#shared/dead-alert'

/** When too many die, as it is typed. */
export type AlertDraft = {
  readonly on: boolean
  readonly share: string // percent
  readonly atLeast: string
  readonly pause: boolean
}

export const alertDraft = ({ on, share, atLeast, pause }: DeadAlert = defaultDeadAlert): AlertDraft => ({
  ...{ on, pause, atLeast: String(atLeast) },
  share: String(Math.round(share * 1_000) / 10),
})

export type AlertProblems = { readonly share: string | null; readonly atLeast: string | null }
const right: AlertProblems = { share: null, atLeast: null }

/** What was typed as main takes it; null with what to type instead. */
export function readAlert({ on, share, atLeast, pause }: AlertDraft): {
  readonly value: DeadAlert | null
  readonly problems: AlertProblems
} {
  const percent = Number(share.trim().replace(',', '.'))
  const least = Number(atLeast)
  const problems: AlertProblems = {
    share: share.trim() !== '' && percent >= 1 && percent <= 100 ? null : '1 to 100.',
    atLeast: /^\d+$/.test(atLeast.trim()) && least >= 1 && least <= 1_000_000 ? null : 'A number from 1 on.',
  }
  if (problems.share !== null || problems.atLeast !== null) return { value: null, problems }
  return { value: { on, share: percent / 100, atLeast: least, pause }, problems: right }
}

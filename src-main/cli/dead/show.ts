import { gateWords, limitsWords, rulesWords } from '#shared/attempt-then-words'
import type { LeftOut, LetterReport, ReportedAttempt } from '#shared/letter-report'
import { promptOf } from '#shared/request'
import { at } from './list'

const words = (text: string | LeftOut | null): string =>
  text === null ? '' : typeof text === 'string' ? text : `(left out: ${text.chars} characters)`
const ms = (value: number | null) => (value === null ? 'unknown' : value < 1_000 ? `${value} ms` : `${value / 1_000} s`)

/** A letter in full, to read: every attempt, what it came to and how long it waited. */
export function reportWords(report: LetterReport): string[] {
  const { task, failure, batch, source, revisions, attempts, policy, spent, cause, death, marks } = report
  const { retries, backoff, delayMs, timeoutMs } = policy.effective
  const from = source.file === null ? '' : `, from ${source.file}${source.line === null ? '' : ` line ${source.line}`}`
  return [
    `Task ${task.id}, ${task.state}: ${words(task.title)}`,
    `  ${task.model} at ${task.providerId}, ${task.lane} lane; row ${task.position} of ${batch ? words(batch.name) : 'a batch that is gone'}${from}`,
    ...(failure
      ? [
          `  ${failure.code}${failure.status === null ? '' : ` ${failure.status}`}${failure.providerCode === null ? '' : ` ${failure.providerCode}`}: ${words(failure.message)}`,
          ...(failure.requestId === null ? [] : [`  request ${failure.requestId}`]),
        ]
      : []),
    ...(death === null
      ? []
      : [
          `  ${death.title}. ${death.todo}`,
          ...(death.inARow > 1 ? [`  It died of this ${death.inARow} times in a row, requeued in between.`] : []),
          ...(death.earlier.length > 0 ? [`  It was dead before after attempt ${death.earlier.join(', ')}.`] : []),
        ]),
    ...(cause === null ? [] : [`  --cause ${cause}`]),
    ...(marks === null ? [] : marksWords(marks)),
    `  Rules now: ${retries} retries, ${backoff} ${ms(delayMs)} between them, ${ms(timeoutMs)} for a call`,
    `  Used: ${spent.tokensIn} tokens in, ${spent.tokensOut} out, $${(spent.costNano / 1e9).toFixed(6)}${spent.unanswered > 0 ? `; ${spent.unanswered} never answered, which may have been billed` : ''}`,
    '',
    ...revisions.flatMap(({ revision, createdAt, changed, request }) => [
      `Revision ${revision}, ${at(createdAt)} UTC${changed.length > 0 ? `, changed: ${changed.join(', ')}` : ''}`,
      ...indented('leftOut' in request ? words(request) : promptOf(request)),
    ]),
    '',
    ...attempts.flatMap((attempt) => [
      `Attempt ${attempt.number} of revision ${attempt.revision}, ${at(attempt.startedAt)} UTC: ${attempt.outcome ?? 'no end'} after ${ms(attempt.tookMs)}, waited ${ms(attempt.waitedMs)} before`,
      `  ${attempt.request ? `${attempt.request.method} ${attempt.request.url}` : (attempt.problem ?? '')}`,
      ...thenWords(attempt),
      ...(attempt.response ? [`  HTTP ${attempt.response.status}`] : []),
      ...(attempt.response?.headers ?? []).map(([name, value]) => `    ${name}: ${value}`),
      ...(attempt.failure ? [`  ${attempt.failure.code}: ${words(attempt.failure.message)}`] : []),
      ...indented(words(attempt.response?.body ?? attempt.answer)),
      ...(attempt.wait ? [`  then waited for ${attempt.wait.reason} until ${at(attempt.wait.until)} UTC`] : []),
    ]),
    ...report.missing.map((each) => `Note: ${each}`),
  ]
}

const marksWords = ({ label, note, discardedFor, snoozedUntil, part }: NonNullable<LetterReport['marks']>) => [
  ...(label === null ? [] : [`  Label: ${label}`]),
  ...(note === null ? [] : [`  Note: ${words(note)}`]),
  ...(discardedFor === null ? [] : [`  Discarded: ${words(discardedFor)}`]),
  ...(snoozedUntil === null ? [] : [`  Put away until ${at(snoozedUntil)} UTC`]),
  ...(part === null ? [] : [`  Part ${part.part} of ${part.of} of task ${part.taskId}`]),
]

const formats = {
  span: ms,
  moment: (when: number) => `${at(when)} UTC`,
  number: (value: number) => value.toLocaleString('en'),
}

/** What held at the time of an attempt, as far as that was kept. */
function thenWords({ gate, rules, retriesUsed }: ReportedAttempt): string[] {
  if (gate.kept.length === 0 && rules === null) return [`  ${gate.told}`]
  const gates = gate.kept.flatMap((each, index) => {
    const limits = limitsWords(each, formats)
    return [
      `  ${index === 0 ? 'gate' : `gate of ${each.model}`}: ${gateWords(each, formats)}`,
      ...(limits === null ? [] : [`    limits: ${limits}`]),
    ]
  })
  return [...gates, `  rules: ${rulesWords({ rules, retriesUsed: retriesUsed ?? 0, gates: [] }, formats)}`]
}

const indented = (text: string) => (text === '' ? [] : text.split('\n').map((line) => `    ${line}`))

import { readAnswer } from './prompt.mjs'

/**
 * @typedef {import('./provider.mjs').Call} Call
 * @typedef {import('./ledger.mjs').Row} Row
 * @typedef {import('./ledger.mjs').Ledger} Ledger
 * @typedef {{ round: number, rows: Row[] }} Kill what the disk held when the process had just died
 * @typedef {{ tasks: number, rounds: number, concurrency: number, seed: number, calls: Call[], kills: Kill[], ledger: Ledger }} Evidence
 *
 * What the provider saw and what the disk holds, set against each other.
 * @typedef {object} Account
 * @property {number} tasks prompts in the file
 * @property {number} rounds kills
 * @property {number} lost prompts that are neither a stored result nor a dead letter, or are not there at all
 * @property {number} settledTwice prompts that ended more than once: two attempts that succeeded, two rows, an answer that was given to another
 *   prompt or never given, or an end that a kill had found on disk and that changed or was called for again after it
 * @property {number} duplicateCalls calls for a task after its first, of tasks that had no ordinary retry
 * @property {number} inFlightAtKills calls whose answer was not on disk when the process that made them died, over all kills:
 *   clientGone (the provider had not answered yet) + answeredUnsettled (it had)
 * @property {number} unflaggedDuplicates duplicate calls whose attempt before is not marked as one that may have been billed
 * @property {string} integrity 'ok', or what SQLite's integrity_check and foreign_key_check say
 * @property {number} seed
 * @property {number} calls all that the provider got
 * @property {number} clientGone
 * @property {number} answeredUnsettled
 * @property {number} mostInFlight the most that were in flight at one kill; never above the concurrency
 * @property {number} overlaps calls for a task while another of its calls was open
 * @property {number} strays calls for no prompt of the file
 * @property {number} killsInFlight kills with at least one call in flight
 * @property {number} poisoned dead letters of tasks that were alone in flight at three crashes
 * @property {number} deadLetters all dead letters, those with them
 * @property {number} retried tasks with an ordinary retry
 * @property {number} lostAttempts attempts that ended with their process
 * @property {number} flaggedAttempts attempts that are marked as perhaps billed: those that were about to be sent are among them
 */

/** Outcomes after which a task is called again although nothing crashed. */
const ordinary = new Set(['rate_limited', 'held', 'blocked', 'transient', 'permanent'])

/** @param {Evidence} evidence @returns {Account} */
export function account({ tasks, rounds, concurrency: _, seed, calls, kills, ledger }) {
  const callsOf = groupBy(calls, ({ task }) => task)
  const rowsOf = groupBy(ledger.rows, ({ task }) => task)
  const attemptsOf = groupBy(ledger.attempts, ({ task }) => task)
  const flights = kills.map((kill) => inFlight(kill, calls))
  const retried = new Set(ledger.attempts.filter(({ outcome }) => ordinary.has(outcome)).map(({ task }) => task))

  let [lost, settledTwice, duplicateCalls, unflaggedDuplicates] = [0, 0, 0, 0]
  for (let task = 1; task <= tasks; task++) {
    const [rows, attempts, made] = [rowsOf(task), attemptsOf(task), callsOf(task)]
    if (!rows.some(hasEnded)) lost += 1
    if (endedTwice(rows, attempts, made, kills)) settledTwice += 1
    if (retried.has(task)) continue
    duplicateCalls += Math.max(0, made.length - 1)
    unflaggedDuplicates += unflagged(attempts, made)
  }

  const dead = ledger.rows.filter(({ state }) => state === 'dead')
  const sum = (/** @type {(flight: Call[]) => number} */ of) => flights.reduce((total, flight) => total + of(flight), 0)
  return {
    ...{ tasks, rounds, lost, settledTwice, duplicateCalls },
    inFlightAtKills: sum((flight) => flight.length),
    ...{ unflaggedDuplicates, integrity: ledger.integrity, seed },
    calls: calls.length,
    clientGone: sum((flight) => flight.filter(({ end }) => end !== 'answered').length),
    answeredUnsettled: sum((flight) => flight.filter(({ end }) => end === 'answered').length),
    mostInFlight: Math.max(0, ...flights.map((flight) => flight.length)),
    overlaps: calls.filter(({ overlaps }) => overlaps).length,
    strays: calls.filter(({ task }) => task < 1 || task > tasks).length,
    killsInFlight: flights.filter((flight) => flight.length > 0).length,
    poisoned: dead.filter(({ failureCode }) => failureCode === 'poison').length,
    deadLetters: dead.length,
    retried: retried.size,
    lostAttempts: ledger.attempts.filter(({ outcome }) => outcome === 'lost').length,
    flaggedAttempts: ledger.attempts.filter(({ mayHaveBeenBilled }) => mayHaveBeenBilled).length,
  }
}

/** What is wrong, in words; nothing when every promise was kept. @param {Account} found @param {Evidence} evidence @returns {string[]} */
export function faults(found, { rounds, kills, concurrency }) {
  const checks = /** @type {const} */ ([
    [found.lost === 0, `${found.lost} prompts were lost`],
    [found.settledTwice === 0, `${found.settledTwice} prompts ended twice`],
    [found.unflaggedDuplicates === 0, `${found.unflaggedDuplicates} repeated calls were not marked as perhaps billed`],
    [
      found.duplicateCalls <= found.inFlightAtKills,
      `${found.duplicateCalls} calls were repeated though only ${found.inFlightAtKills} were in flight at the kills`,
    ],
    [found.integrity === 'ok', `the database is damaged: ${found.integrity}`],
    [found.overlaps === 0, `${found.overlaps} calls were made while another call of the same prompt was open`],
    [found.strays === 0, `${found.strays} calls were for no prompt of the file`],
    [
      found.mostInFlight <= concurrency,
      `${found.mostInFlight} calls were in flight at once, more than the limit of ${concurrency}`,
    ],
    [kills.length === rounds, `the drain ended after ${kills.length} of ${rounds} kills`],
  ])
  return checks.flatMap(([holds, words]) => (holds ? [] : [words]))
}

/** The calls of a killed run whose answer was not on disk. @param {Kill} kill @param {Call[]} calls */
function inFlight({ round, rows }, calls) {
  const settledBy = new Set(rows.map(({ answer }) => (answer === null ? null : readAnswer(answer)?.call)))
  return calls.filter((call) => call.round === round && !settledBy.has(call.call))
}

/** @param {Row} row */
const hasEnded = ({ state, answer }) => state === 'dead' || (state === 'succeeded' && answer !== null)

/** @param {Row[]} rows @param {Ledger['attempts']} attempts @param {Call[]} calls @param {Kill[]} kills */
function endedTwice(rows, attempts, calls, kills) {
  const [row] = rows
  if (rows.length > 1 || attempts.filter(({ outcome }) => outcome === 'succeeded').length > 1) return true
  if (!row) return false
  if (row.answer !== null) {
    const said = readAnswer(row.answer)
    const given = calls.some((call) => call.call === said?.call && said.task === call.task && call.end === 'answered')
    if (!given || row.state !== 'succeeded') return true
  }
  return kills.some((kill) => {
    const then = rowAt(kill, row.task)
    if (!then || !hasEnded(then)) return false
    return then.answer !== row.answer || then.state !== row.state || calls.some(({ round }) => round > kill.round)
  })
}

/** Each call belongs to the last attempt that was claimed before it came. All attempts but that of a task's last call must be marked, and
 *  none may have made two calls. @param {Ledger['attempts']} attempts @param {Call[]} calls */
function unflagged(attempts, calls) {
  const owners = calls.map(({ at }) => attempts.findLast(({ startedAt }) => startedAt <= at))
  return owners.slice(0, -1).filter((owner, index) => !owner?.mayHaveBeenBilled || owner === owners[index + 1]).length
}

/** @type {WeakMap<Kill, Map<number, Row>>} */
const rowsByKill = new WeakMap()
/** @param {Kill} kill @param {number} task */
function rowAt(kill, task) {
  const known = rowsByKill.get(kill) ?? new Map(kill.rows.map((row) => [row.task, row]))
  rowsByKill.set(kill, known)
  return known.get(task)
}

/** @template T @param {readonly T[]} items @param {(item: T) => number} key @returns {(key: number) => T[]} */
function groupBy(items, key) {
  const groups = Map.groupBy(items, key)
  return (wanted) => groups.get(wanted) ?? []
}

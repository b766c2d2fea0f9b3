import { readAnswer } from './prompt.mjs'

/**
 * @typedef {import('./provider.mjs').Call} Call
 * @typedef {import('./ledger.mjs').Row} Row
 * @typedef {import('./ledger.mjs').Ledger} Ledger
 * @typedef {{ round: number, rows: Row[] }} Kill of which run, and what the disk then held
 * @typedef {{ tasks: number, rounds: number, concurrency: number, seed: number, calls: Call[], kills: Kill[], ledger: Ledger }} Evidence
 *
 * What the provider saw and what the disk holds, set against each other.
 * @typedef {object} Account
 * @property {number} tasks prompts in the file
 * @property {number} rounds kills
 * @property {number} lost prompts that are neither a stored result nor a dead letter, or are not there at all
 * @property {number} settledTwice prompts that ended more than once: two attempts that succeeded, two rows, an answer that was given to another
 *   prompt or never given, or an end that a kill had found on disk and that changed or was called for again after it
 * @property {number} duplicateCalls calls for a task after its first: the provider never fails one, so only a kill can be the reason
 * @property {number} inFlightAtKills calls that were open when the process that made them was killed, over all kills: clientGone (the
 *   provider had not answered yet) + answeredUnsettled (it just had, and the answer was not on disk)
 * @property {number} unflaggedDuplicates duplicate calls whose attempt before is not marked as one that may have been billed
 * @property {string} integrity 'ok', or what SQLite's integrity_check and foreign_key_check say
 * @property {number} seed
 * @property {number} calls all that the provider got
 * @property {number} clientGone
 * @property {number} answeredUnsettled
 * @property {number} overtaken calls whose answer was not on disk at a kill though the process had long gone on from it (see `isOvertaken`)
 * @property {number} mostInFlight the most calls at one kill whose answer was not on disk, for whatever reason; never above the concurrency
 * @property {number} overlaps calls for a task while another of its calls was open
 * @property {number} strays calls for no prompt of the file
 * @property {number} killsInFlight kills with at least one call in flight
 * @property {number} poisoned dead letters that say so, of tasks that ran at three kills or more
 * @property {number} deadLetters all dead letters, those with them
 * @property {number} retried tasks with an attempt that ended neither with an answer nor with its process: nothing here gives a reason for one
 * @property {number} lostAttempts attempts that ended with their process
 * @property {number} flaggedAttempts attempts that are marked as perhaps billed: those that were about to be sent are among them
 */

/** Crashes at which a task must have been in flight to be set aside. */
const strikes = 3

/** @param {Evidence} evidence @returns {Account} */
export function account({ tasks, rounds, concurrency: _, seed, calls, kills, ledger }) {
  const callsOf = groupBy(calls, ({ task }) => task)
  const rowsOf = groupBy(ledger.rows, ({ task }) => task)
  const attemptsOf = groupBy(ledger.attempts, ({ task }) => task)
  const runs = kills.map((kill) => settling(kill, calls))
  const flights = runs.map(({ settled, unsettled }) => unsettled.filter((call) => !isOvertaken(call, settled)))

  let [lost, settledTwice, duplicateCalls, unflaggedDuplicates] = [0, 0, 0, 0]
  for (let task = 1; task <= tasks; task++) {
    const [rows, attempts, made] = [rowsOf(task), attemptsOf(task), callsOf(task)]
    if (!rows.some(hasEnded)) lost += 1
    if (endedTwice(rows, attempts, made, kills)) settledTwice += 1
    duplicateCalls += Math.max(0, made.length - 1)
    unflaggedDuplicates += unflagged(attempts, made)
  }

  const isOfFile = (/** @type {{ task: number }} */ { task }) => task >= 1 && task <= tasks
  const dead = ledger.rows.filter((row) => isOfFile(row) && row.state === 'dead')
  const otherwise = ledger.attempts.filter(
    (attempt) => isOfFile(attempt) && attempt.outcome !== 'succeeded' && attempt.outcome !== 'lost',
  )
  const sum = (/** @type {(flight: Call[]) => number} */ of) => flights.reduce((total, flight) => total + of(flight), 0)
  const inFlightAtKills = sum((flight) => flight.length)
  return {
    ...{ tasks, rounds, lost, settledTwice, duplicateCalls, inFlightAtKills },
    ...{ unflaggedDuplicates, integrity: ledger.integrity, seed },
    calls: calls.length,
    clientGone: sum((flight) => flight.filter(({ end }) => end !== 'answered').length),
    answeredUnsettled: sum((flight) => flight.filter(({ end }) => end === 'answered').length),
    overtaken: runs.reduce((total, { unsettled }) => total + unsettled.length, 0) - inFlightAtKills,
    mostInFlight: Math.max(0, ...runs.map(({ unsettled }) => unsettled.length)),
    overlaps: calls.filter(({ overlaps }) => overlaps).length,
    strays: calls.filter((call) => !isOfFile(call)).length,
    killsInFlight: flights.filter((flight) => flight.length > 0).length,
    poisoned: dead.filter((row) => row.failureCode === 'poison' && timesRunning(row, kills) >= strikes).length,
    deadLetters: dead.length,
    retried: new Set(otherwise.map(({ task }) => task)).size,
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
    [
      found.overtaken === 0,
      `${found.overtaken} answers were not on disk though calls that began after them were, one after the other`,
    ],
    [found.retried === 0, `${found.retried} prompts had a failed attempt though the provider never fails`],
    [
      found.deadLetters === found.poisoned,
      `${found.deadLetters - found.poisoned} prompts are dead letters though they were not in flight at ${strikes} kills`,
    ],
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

/** The calls of a killed run whose answer was on disk, and those whose answer was not. @param {Kill} kill @param {Call[]} calls */
function settling({ round, rows }, calls) {
  const settledBy = new Set(rows.map(({ answer }) => (answer === null ? null : readAnswer(answer)?.call)))
  const ofRun = calls.filter((call) => call.round === round)
  return {
    settled: ofRun.filter(({ call }) => settledBy.has(call)),
    unsettled: ofRun.filter(({ call }) => !settledBy.has(call)),
  }
}

/** An answer that had been given may still have been on its way at the kill: to be read from its socket, or in a commit that waited for the
 *  disk. How long that takes is the machine's affair. But a process that since then made a call, stored its answer, made another and stored
 *  that as well had its turn to store the first, however slow it is. @param {Call} call @param {Call[]} settled calls of the same run */
function isOvertaken({ end, endedAt }, settled) {
  if (end !== 'answered' || endedAt === null) return false
  const next = settled.filter(({ at }) => at > endedAt).map((call) => call.endedAt ?? Number.POSITIVE_INFINITY)
  const nextEnded = Math.min(...next)
  return settled.some(({ at }) => at > nextEnded)
}

/** @param {Row} row @param {Kill[]} kills */
const timesRunning = ({ task }, kills) => kills.filter((kill) => rowAt(kill, task)?.state === 'running').length

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

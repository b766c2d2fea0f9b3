import { tellCausesAnew } from '#store/causes'
import type { Database } from '#store/database'
import { sha256 } from '#store/payloads'

/** Words by their rank: the first is in nearly every text, the last in hardly any (Zipf). */
export function corpusOf(seed: number) {
  let state = seed
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  const words = Array.from({ length: 50_000 }, (_, rank) => wordOf(rank))
  const pick = () => words[Math.floor(Math.exp(random() * Math.log(words.length)))] ?? 'word'
  const text = (count: number) => Array.from({ length: count }, pick).join(' ')
  return { random, words, text }
}

/** Syllables, so that words share beginnings as those of a language do. */
function wordOf(rank: number): string {
  let rest = rank * 37 + 11
  let word = ''
  while (rest > 0) {
    word += `${'bcdfghklmnprstvz'[rest % 16]}${'aeiou'[rest % 5]}`
    rest = Math.floor(rest / 11)
  }
  return word
}

const cities = ['東京都', '大阪府', '北京市', '上海市', '서울특별시']
export const template = 'Classify the sentiment of this customer review'

/** Models of one provider, each a gate of its own: seven of them are small. */
const models = Array.from({ length: 16 }, (_, n) => (n < 7 ? `mini-${n + 1}` : n < 15 ? `max-${n - 6}` : 'embed'))
/** Batches besides the ten large ones: of a schedule, with a few tasks each. */
export const nightly = { batches: 60, tasks: 180 }

/** Fills a store with tasks as they are after a long day: most have ended, a quarter waits. @returns the size of all texts in characters */
export function fill(db: Database, tasks: number, corpus: ReturnType<typeof corpusOf>): number {
  const { random, text } = corpus
  const task =
    db.prepare(`INSERT INTO tasks (batch_id, position, title, lane, gate_id, state, attempts, created_at, settled_at, failure_code,
      failure_status, failure_message, answer_ms, tokens_in, tokens_out, run_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?)`)
  const payload = db.prepare(
    'INSERT INTO payloads (task_id, revision, request, hash, created_at) VALUES (?, 1, ?, ?, 1)',
  )
  const result = db.prepare(
    `INSERT INTO results (task_id, attempt, kind, text, cut_off, model, settled_at) VALUES (?, 1, 'text', ?, 0, 'm', ?)`,
  )
  db.exec(`INSERT INTO meta (key, value) VALUES ('installation_id', 'bench') ON CONFLICT DO NOTHING;
    INSERT INTO providers (id, protocol, preset, name, default_model, created_at) VALUES ('practice', 'openai-chat', 'practice', 'Practice', 'm', 1);`)
  const gate = db.prepare(`INSERT INTO gates (id, provider_id, model) VALUES (?, 'practice', ?)`)
  for (const [index, model] of models.entries()) gate.run(index + 1, model)
  const open = db.prepare(`INSERT INTO batches (id, name, kind, state, created_at) VALUES (?, ?, 'import', 'open', 1)`)
  const perBatch = Math.ceil((tasks - nightly.tasks) / 10)
  const perNight = nightly.tasks / nightly.batches
  const placeOf = (n: number) => {
    const night = n - (tasks - nightly.tasks)
    if (night < 0) return { batch: Math.floor(n / perBatch) + 1, position: (n % perBatch) + 1 }
    return { batch: 11 + Math.floor(night / perNight), position: (night % perNight) + 1 }
  }
  let size = 0
  for (let n = 0; n < tasks; ) {
    db.transaction(() => {
      for (let end = Math.min(tasks, n + 5_000); n < end; n++) {
        const { batch, position } = placeOf(n)
        if (position === 1) open.run(batch, batch > 10 ? `Nightly ${batch}` : `Batch ${batch}`)
        const draw = random()
        const isDue = n % 5_000 === 7
        const state = isDue
          ? 'backing_off'
          : draw < 0.7
            ? 'succeeded'
            : draw < 0.73
              ? 'dead'
              : draw < 0.75
                ? 'cancelled'
                : 'queued'
        const hasEnded = state !== 'queued' && state !== 'backing_off'
        const settledAt = !hasEnded ? null : 1_000_000 + Math.floor(random() * 1e9)
        const isDead = state === 'dead'
        const city = n % 50 === 0 ? `（${cities[(n / 50) % 5]}に住んでいます）` : ''
        const prompt = `${template}: ${text(60)} ${city}${n % 20_000 === 0 ? ` needle${n}` : ''}`
        const model = n % models.length
        const out = models[model] === 'embed' ? null : Math.floor(Math.exp(random() * 9))
        const tokens = state === 'succeeded' ? [150 + Math.floor(random() * 100), out] : [null, null]
        const id = Number(
          task.run(
            ...[batch, position, prompt.slice(0, 120), n % 5 ? 'fast' : 'heavy', 1 + model, state],
            ...[hasEnded || isDue ? 1 : 0, settledAt, isDead ? 'server_error' : null, isDead ? 500 + (n % 4) : null],
            ...[isDead ? 'broken' : null, 900, ...tokens, isDue ? 2_000_000 + n : null],
          ).lastInsertRowid,
        )
        const request = JSON.stringify({ kind: 'chat', messages: [{ role: 'user', content: prompt }] })
        payload.run(id, request, sha256(request))
        size += prompt.length
        if (state !== 'succeeded') continue
        const answer = `Verdict: ${text(40)}`
        result.run(id, answer, settledAt)
        size += answer.length
      }
    })()
  }
  const suspects = Array.from({ length: 12 }, (_, n) => 1 + Math.floor((n * tasks) / 12))
  db.prepare(`INSERT INTO meta (key, value) VALUES ('suspects', ?)`).run(JSON.stringify(suspects))
  tellCausesAnew(db)
  db.exec(`DELETE FROM task_counts; INSERT INTO task_counts (batch_id, lane, gate_id, state, n)
    SELECT batch_id, lane, gate_id, state, count(*) FROM tasks GROUP BY batch_id, lane, gate_id, state;
    UPDATE batches SET accepted = (SELECT count(*) FROM tasks t WHERE t.batch_id = batches.id)`)
  return size
}

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

/** Fills a store with tasks as they are after a long day: most have ended, a quarter waits. @returns the size of all texts in characters */
export function fill(db: Database, tasks: number, corpus: ReturnType<typeof corpusOf>): number {
  const { random, text } = corpus
  const task =
    db.prepare(`INSERT INTO tasks (batch_id, position, title, lane, gate_id, state, attempts, created_at, settled_at, failure_code,
      failure_status, failure_message, answer_ms, tokens_in, tokens_out)
    VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?)`)
  const payload = db.prepare(
    'INSERT INTO payloads (task_id, revision, request, hash, created_at) VALUES (?, 1, ?, ?, 1)',
  )
  const result = db.prepare(
    `INSERT INTO results (task_id, attempt, kind, text, cut_off, model, settled_at) VALUES (?, 1, 'text', ?, 0, 'm', ?)`,
  )
  db.exec(`INSERT INTO meta (key, value) VALUES ('installation_id', 'bench') ON CONFLICT DO NOTHING;
    INSERT INTO providers (id, kind, name, default_model, created_at) VALUES ('practice', 'practice', 'Practice', 'm', 1);
    INSERT INTO gates (id, provider_id, model) VALUES (1, 'practice', 'mini'), (2, 'practice', 'max'), (3, 'practice', 'embed')`)
  const perBatch = Math.ceil(tasks / 10)
  let size = 0
  for (let n = 0; n < tasks; ) {
    db.transaction(() => {
      for (let end = Math.min(tasks, n + 5_000); n < end; n++) {
        const batch = Math.floor(n / perBatch) + 1
        if (n % perBatch === 0)
          db.prepare(`INSERT INTO batches (id, name, kind, state, created_at) VALUES (?, ?, 'import', 'open', 1)`).run(
            batch,
            `Batch ${batch}`,
          )
        const draw = random()
        const state = draw < 0.7 ? 'succeeded' : draw < 0.73 ? 'dead' : draw < 0.75 ? 'cancelled' : 'queued'
        const settledAt = state === 'queued' ? null : 1_000_000 + Math.floor(random() * 1e9)
        const isDead = state === 'dead'
        const city = n % 50 === 0 ? `（${cities[(n / 50) % 5]}に住んでいます）` : ''
        const prompt = `${template}: ${text(60)} ${city}${n % 20_000 === 0 ? ` needle${n}` : ''}`
        const tokens =
          state === 'succeeded' ? [150 + Math.floor(random() * 100), Math.floor(Math.exp(random() * 9))] : [null, null]
        const id = Number(
          task.run(
            ...[batch, (n % perBatch) + 1, prompt.slice(0, 120), n % 5 ? 'fast' : 'heavy', 1 + (n % 3), state],
            ...[state === 'queued' ? 0 : 1, settledAt, isDead ? 'server_error' : null, isDead ? 500 + (n % 4) : null],
            ...[isDead ? 'broken' : null, 900, ...tokens],
          ).lastInsertRowid,
        )
        const request = JSON.stringify({ kind: 'chat', messages: [{ role: 'user', content: prompt }] })
        payload.run(id, request, sha256(request))
        size += prompt.length
        if (state !== 'succeeded') continue
        const answer = text(40)
        result.run(id, answer, settledAt)
        size += answer.length
      }
    })()
  }
  db.exec(`DELETE FROM task_counts; INSERT INTO task_counts (batch_id, lane, gate_id, state, n)
    SELECT batch_id, lane, gate_id, state, count(*) FROM tasks GROUP BY batch_id, lane, gate_id, state`)
  return size
}

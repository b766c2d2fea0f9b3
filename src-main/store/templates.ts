import { CommandError } from '#shared/result'
import type { EpochMs } from '#shared/task'
import { TemplateBody } from '#shared/template-body'
import type { TemplateDetail, TemplateId, TemplateView } from '#shared/template-view'
import type { Database } from './database'

type Version = { id: number; version: number; body: string }
/** What is saved. `id`: of the template that it is another version of; left out: a new one. `seen`: the newest version that was known then. */
export type SavedTemplate = {
  readonly id?: TemplateId | undefined
  readonly name: string
  readonly body: TemplateBody
  readonly seen?: number | undefined
}

/** Batches by what they were made by; one whose rows are still being read is none yet. */
const USES = `(SELECT v.template_id, b.id AS batch_id, b.created_at FROM variants a
    JOIN batches b ON b.id = a.batch_id AND b.state = 'open' JOIN template_versions v ON v.id = a.template_version)`
const VIEW = `SELECT t.id, t.name, (SELECT max(v.version) FROM template_versions v WHERE v.template_id = t.id) AS version,
    t.created_at AS createdAt, t.changed_at AS changedAt, t.archived_at AS archivedAt,
    coalesce(u.batches, 0) AS batches, u.used_at AS usedAt FROM templates t
  LEFT JOIN (SELECT template_id, count(DISTINCT batch_id) AS batches, max(created_at) AS used_at FROM ${USES} GROUP BY template_id) u
    ON u.template_id = t.id`

/** Templates and their versions. A changed body is a new version; the old ones stay, since batches tell by which they were made. */
export function templatesTable(db: Database) {
  const list = db.prepare<[number], TemplateView>(`${VIEW} WHERE t.archived_at IS NULL OR ? ORDER BY t.name, t.id`)
  const get = db.prepare<[number], TemplateView>(`${VIEW} WHERE t.id = ?`)
  const named = db.prepare<[string], TemplateView>(
    `${VIEW} WHERE t.name = ? ORDER BY t.archived_at IS NOT NULL, t.archived_at DESC`,
  )
  const versions = db.prepare<[number], TemplateDetail['versions'][number]>(
    `SELECT t.version, t.created_at AS createdAt, count(DISTINCT b.id) AS batches FROM template_versions t
       LEFT JOIN variants a ON a.template_version = t.id LEFT JOIN batches b ON b.id = a.batch_id AND b.state = 'open'
       WHERE t.template_id = ? GROUP BY t.version ORDER BY t.version DESC`,
  )
  const version = db.prepare<[number, number | null, number | null], Version>(
    `SELECT id, version, body FROM template_versions WHERE template_id = ? AND (? IS NULL OR version = ?)
       ORDER BY version DESC LIMIT 1`,
  )
  const ofVersion = db.prepare<[number], Pick<TemplateView, 'id' | 'name' | 'version'>>(
    'SELECT t.id, t.name, v.version FROM template_versions v JOIN templates t ON t.id = v.template_id WHERE v.id = ?',
  )
  const insert = db.prepare<[string, EpochMs, EpochMs]>(
    'INSERT INTO templates (name, created_at, changed_at) VALUES (?, ?, ?)',
  )
  const rename = db.prepare<[string, EpochMs, number]>('UPDATE templates SET name = ?, changed_at = ? WHERE id = ?')
  const archive = db.prepare<[EpochMs | null, number]>('UPDATE templates SET archived_at = ? WHERE id = ?')
  const addVersion = db.prepare<[number, number, string, EpochMs]>(
    'INSERT INTO template_versions (template_id, version, body, created_at) VALUES (?, ?, ?, ?)',
  )

  function known(id: TemplateId): TemplateView {
    const found = get.all(id)[0]
    if (!found) throw new CommandError('not_found', 'This template is not here any more.')
    return found
  }
  function free(name: string, except?: TemplateId): void {
    const taken = named.all(name)[0]
    if (taken && taken.archivedAt === null && taken.id !== except)
      throw new CommandError(
        'bad_request',
        `There is a template called ${taken.name} already. Nothing was saved; choose another name.`,
      )
  }
  function detail(id: TemplateId, wanted?: number): TemplateDetail {
    const view = known(id)
    const found = version.get(id, wanted ?? null, wanted ?? null)
    if (!found)
      throw new CommandError('not_found', `${view.name} has no version ${wanted}. Its newest is ${view.version}.`)
    const body = TemplateBody.parse(JSON.parse(found.body))
    return { ...view, versionId: found.id, shown: found.version, body, versions: versions.all(id) }
  }

  return {
    /** By name. */
    list: (withArchived = false): TemplateView[] => list.all(withArchived ? 1 : 0),
    /** As that version has it; the newest where none is named. Throws CommandError 'not_found'. */
    get: detail,
    /** Without regard to case; of archived ones the one that was archived last, and only where no other has that name. */
    named: (name: string): TemplateView | undefined => named.all(name)[0],
    /** The template and version that a variant was made by; undefined where a damaged file has lost it. */
    ofVersion: (id: number): Pick<TemplateView, 'id' | 'name' | 'version'> | undefined => ofVersion.get(id),
    /** In a transaction. The same body again makes no version. Throws CommandError: the name is taken, it changed since, it is gone. */
    save({ id, name, body, seen }: SavedTemplate, now: EpochMs): TemplateDetail {
      free(name, id)
      const text = JSON.stringify(TemplateBody.parse(body))
      if (id === undefined) {
        const made = Number(insert.run(name, now, now).lastInsertRowid) as TemplateId
        addVersion.run(made, 1, text, now)
        return detail(made)
      }
      const was = known(id)
      if (seen !== undefined && seen !== was.version)
        throw new CommandError(
          'stale',
          `${was.name} was changed meanwhile: it has a version ${was.version} now. Nothing was saved.`,
        )
      if (version.get(id, null, null)?.body !== text) addVersion.run(id, was.version + 1, text, now)
      else if (was.name === name) return detail(id)
      rename.run(name, now, id)
      return detail(id)
    },
    /** In a transaction. Puts it away, or takes it out again; its versions stay either way. */
    archive(id: TemplateId, at: EpochMs | null): TemplateView {
      const { name } = known(id)
      if (at === null) free(name, id)
      archive.run(at, id)
      return known(id)
    },
    /** A name that is free: this one, or with a number after it. */
    freeName(name: string): string {
      for (let n = 1; ; n++) {
        const candidate = n === 1 ? name : `${name} (${n})`
        if (!named.all(candidate).some(({ archivedAt }) => archivedAt === null)) return candidate
      }
    },
  }
}

import type { TemplateId } from '#shared/template-view'
import { Input } from '../../ui/Input'
import { Select } from '../../ui/Select'
import type { WatchFormState } from './use-watch-form'

const column = 'column'
const newest = 'newest'

/** What makes prompts of the rows of a file. */
export function TemplateFields({ form: { draft, change, known } }: { readonly form: WatchFormState }) {
  const { templates, template } = known
  const { templateId, version, promptColumn } = draft
  const isKnown = templates?.some(({ id }) => id === templateId) ?? false
  const versions = template?.versions ?? []
  const newestVersion = versions[0]?.version
  return (
    <>
      <div className="grid grid-cols-2 items-start gap-3">
        <div className="min-w-0">
          <Select
            label="Template"
            value={templateId === null ? column : String(templateId)}
            options={[
              ...(templates ?? []).map(({ id, name }) => ({ value: String(id), label: name })),
              ...(templateId !== null && templates !== null && !isKnown
                ? [{ value: String(templateId), label: 'Put away' }]
                : []),
              { value: column, label: 'None: prompts are in a column' },
            ]}
            onChange={(next) =>
              change({ templateId: next === column ? null : (Number(next) as TemplateId), version: null })
            }
          />
        </div>
        {templateId === null ? (
          <Input
            label="Prompt column"
            value={promptColumn}
            placeholder="The only one that it can be"
            onChange={(event) => change({ promptColumn: event.target.value })}
            autoComplete="off"
          />
        ) : (
          <div className="min-w-0">
            <Select
              label="Version"
              value={version === null ? newest : String(version)}
              options={[
                {
                  value: newest,
                  label: 'Always the newest',
                  ...(newestVersion === undefined ? {} : { hint: String(newestVersion) }),
                },
                ...versions.map((each) => ({ value: String(each.version), label: `Version ${each.version}` })),
                ...(version !== null && !versions.some((each) => each.version === version)
                  ? [{ value: String(version), label: `Version ${version}` }]
                  : []),
              ]}
              onChange={(next) => change({ version: next === newest ? null : Number(next) })}
            />
          </div>
        )}
      </div>
      {templates?.length === 0 && (
        <p className="text-xs text-ink-3">No template is saved yet. One is saved where a file is imported.</p>
      )}
    </>
  )
}

import { useRef, useState } from 'react'
import { type TemplateField, textsOf } from '#shared/template-body'
import { useStore } from '../../state/store'
import { Input } from '../../ui/Input'
import { Select } from '../../ui/Select'
import { LinesField } from '../compose/LinesField'
import { MissingChoice } from '../import/MissingChoice'
import { ParameterFields } from '../import/ParameterFields'
import { AddTexts } from './AddTexts'
import { PromptTexts } from './PromptTexts'
import type { TemplateFieldHandle } from './TemplateField'
import { sampleOf, savedBodyOf, type TemplateDraft } from './template-draft'
import { problemsOf, usedColumns, type VariantDraft } from './variant-draft'

type TemplateEditorProps = {
  readonly draft: TemplateDraft
  readonly disabled: boolean
  readonly change: (part: Partial<VariantDraft>) => void
}

const asImport = 'import'

/** The texts of a template beside what they make of a row that is written here, and what goes along with them. */
export function TemplateEditor({ draft, disabled, change }: TemplateEditorProps) {
  const { text } = draft
  const providers = useStore((store) => store.overview?.providers) ?? []
  const [samples, setSamples] = useState<ReadonlyMap<string, string>>(new Map())
  const into = useRef<TemplateFieldHandle>(null)
  const [added, setAdded] = useState<TemplateField | null>(null)
  const used = [...usedColumns(text)]
  const columns = used.map((name) => ({ name, first: samples.get(name) ?? '' }))
  const preview = sampleOf(draft, samples)
  const told = {
    ...{ preview, isOld: false, failure: null },
    texts: new Map(textsOf(savedBodyOf(draft)).map(({ field, text: own }) => [field, own])),
  }
  const provider = providers.find(({ id }) => id === text.providerId)
  return (
    <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_248px] max-[860px]:block max-[860px]:overflow-y-auto">
      <div className="@container flex min-h-0 min-w-0 flex-col gap-2 overflow-y-auto px-5 py-4 max-[860px]:overflow-visible">
        <div className="shrink-0">
          <PromptTexts
            {...{ draft: text, change, columns, problems: problemsOf(text, null), told, disabled, into, added }}
          />
        </div>
        {!disabled && (
          <div className="flex flex-wrap items-center gap-1">
            <AddTexts draft={text} disabled={disabled} change={change} onAdded={setAdded} />
            <span className="ml-auto">
              <MissingChoice
                rule={text.missing}
                missing={null}
                onChange={(missing) => change({ missing })}
                disabled={disabled}
              />
            </span>
          </div>
        )}
        {used.length > 0 && (
          <section aria-label="A row to try it with" className="mt-2 text-xs">
            <h4 className="mb-1.5 font-medium text-ink-2">
              A row to try it with <span className="font-normal text-ink-3">its columns, by name; it is not saved</span>
            </h4>
            <div className="grid grid-cols-[repeat(auto-fill,minmax(150px,1fr))] gap-x-3 gap-y-2">
              {used.map((name) => (
                <Input
                  key={name}
                  label={name}
                  height="sm"
                  value={samples.get(name) ?? ''}
                  placeholder={`[${name}]`}
                  onChange={(event) => {
                    const next = new Map(samples)
                    if (event.target.value === '') next.delete(name)
                    else next.set(name, event.target.value)
                    setSamples(next)
                  }}
                />
              ))}
            </div>
          </section>
        )}
      </div>
      <section
        aria-label="What goes along with it"
        className="flex min-h-0 flex-col gap-3.5 overflow-y-auto border-line bg-canvas px-4 py-4 min-[860px]:border-l max-[860px]:overflow-visible max-[860px]:border-t"
      >
        <div>
          <Select
            label="Provider"
            value={text.providerId ?? asImport}
            options={[
              { value: asImport, label: 'As the import chooses' },
              ...providers.map(({ id, name }) => ({ value: id, label: name })),
              ...(text.providerId !== null && !provider
                ? [{ value: text.providerId, label: text.providerId, hint: 'removed' }]
                : []),
            ]}
            onChange={(next) => change({ providerId: next === asImport ? null : next, model: null })}
            disabled={disabled}
          />
        </div>
        <Input
          label="Model"
          value={text.model ?? ''}
          placeholder={provider?.defaultModel ?? 'As the import chooses'}
          disabled={disabled}
          autoComplete="off"
          onChange={(event) => change({ model: event.target.value === '' ? null : event.target.value })}
        />
        <div>
          <Select
            label="Lane"
            value={text.lane ?? asImport}
            options={[
              { value: asImport, label: 'As the import chooses' },
              { value: 'auto', label: 'Auto' },
              { value: 'fast', label: 'Fast' },
              { value: 'heavy', label: 'Heavy' },
            ]}
            onChange={(next) => change({ lane: next === asImport ? null : (next as VariantDraft['lane']) })}
            disabled={disabled}
          />
        </div>
        <ParameterFields draft={text} change={change} disabled={disabled} />
        <Input
          label="Column of row ids"
          value={text.customId ?? ''}
          placeholder="None"
          disabled={disabled}
          autoComplete="off"
          onChange={(event) => change({ customId: event.target.value === '' ? null : event.target.value })}
        />
        <LinesField
          label="Columns of images, a line each"
          value={text.images.join('\n')}
          error={undefined}
          placeholder="None"
          disabled={disabled}
          onChange={(next) => change({ images: next === '' ? [] : next.split('\n') })}
        />
      </section>
    </div>
  )
}

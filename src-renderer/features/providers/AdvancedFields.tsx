import { useId, useState } from 'react'
import { defaultParallel, presetOf } from '#shared/presets'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { IconButton } from '../../ui/IconButton'
import { Input } from '../../ui/Input'
import { Select } from '../../ui/Select'
import { Switch } from '../../ui/Switch'
import { type HeaderDraft, type OptionsDraft, optionWords } from './options-draft'
import { pickCaFile } from './provider-actions'
import type { ProviderFormState } from './use-provider-form'

const proxies = [
  { value: 'system', label: 'The system’s' },
  { value: 'none', label: 'None' },
  { value: 'own', label: 'This address' },
] as const

/** What most need not set: behind a fold that tells what is set, and opens by itself where something in it does not fit. */
export function AdvancedFields({ form }: { readonly form: ProviderFormState }) {
  const { draft, optionProblems } = form
  const id = useId()
  const [asked, setAsked] = useState(false)
  const open = asked || Object.keys(optionProblems).length > 0
  return (
    <div>
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setAsked(!open)}
        className="-ml-1 flex h-7 max-w-full items-center gap-1.5 rounded-md px-1 text-xs text-ink-2 hover:text-ink"
      >
        <Icon name={open ? 'down' : 'right'} size={12} className="text-ink-3" />
        <b className="font-medium">Advanced</b>
        {!open && <span className="truncate text-ink-3">{optionWords(draft.options)}</span>}
      </button>
      {open && (
        <div id={id} className="mt-2 space-y-3">
          <Options form={form} />
        </div>
      )}
    </div>
  )
}

function Options({ form: { draft, change, optionProblems: problems } }: { readonly form: ProviderFormState }) {
  const { options, protocol, preset } = draft
  const set = (part: Partial<OptionsDraft>) => change({ options: { ...options, ...part } })
  const isOpenAi = protocol === 'openai-chat' || protocol === 'openai-responses'
  const usual = defaultParallel(presetOf(preset))
  return (
    <>
      <div>
        <Switch label="Stream answers" checked={options.stream} onChange={(stream) => set({ stream })} />
        <p className="mt-1 text-xs text-ink-3">
          Shows text as it comes, and notices an answer that stops. The result is the same.
        </p>
      </div>
      {isOpenAi && (
        <div className="grid grid-cols-2 items-start gap-x-3">
          <Input
            label="Organization"
            value={options.organization}
            error={problems.organization ?? null}
            placeholder="org-…"
            onChange={(event) => set({ organization: event.target.value })}
            autoComplete="off"
            spellCheck={false}
          />
          <Input
            label="Project"
            value={options.project}
            error={problems.project ?? null}
            placeholder="proj_…"
            onChange={(event) => set({ project: event.target.value })}
            autoComplete="off"
            spellCheck={false}
          />
        </div>
      )}
      <div className="grid grid-cols-2 items-start gap-x-3">
        <Input
          label="API version"
          value={options.apiVersion}
          error={problems.apiVersion ?? null}
          placeholder={protocol === 'anthropic' ? 'anthropic-version' : 'api-version'}
          onChange={(event) => set({ apiVersion: event.target.value })}
          autoComplete="off"
          spellCheck={false}
        />
        <Input
          label="Calls at once"
          value={options.parallel}
          error={problems.parallel ?? null}
          placeholder={usual === null ? 'as the lanes' : `${usual}, its default`}
          inputMode="numeric"
          onChange={(event) => set({ parallel: event.target.value })}
          autoComplete="off"
        />
      </div>
      <Headers headers={options.headers} problem={problems.headers} onChange={(headers) => set({ headers })} />
      <div
        className={options.proxy === 'own' ? 'grid grid-cols-[132px_minmax(0,1fr)] items-start gap-x-3' : 'w-[132px]'}
      >
        <div>
          <Select label="Proxy" value={options.proxy} options={proxies} onChange={(proxy) => set({ proxy })} />
        </div>
        {options.proxy === 'own' && (
          <Input
            label="Proxy address"
            mono
            value={options.proxyUrl}
            error={problems.proxyUrl ?? null}
            placeholder="http://name:password@host:port"
            onChange={(event) => set({ proxyUrl: event.target.value })}
            autoComplete="off"
            spellCheck={false}
          />
        )}
      </div>
      <Input
        label="CA file"
        mono
        trailing={
          <button
            type="button"
            onClick={() => void pickCaFile().then((caFile) => caFile !== null && set({ caFile }))}
            className="-mr-1 h-[22px] rounded-[5px] px-1.5 text-xs font-medium text-ink-2 hover:bg-hover hover:text-ink"
          >
            Choose<span className="sr-only"> the CA file</span>…
          </button>
        }
        value={options.caFile}
        error={problems.caFile ?? null}
        placeholder="/path/to/ca.pem"
        hint="PEM. Trusted besides the system’s own authorities, for a server or proxy of your own."
        onChange={(event) => set({ caFile: event.target.value })}
        autoComplete="off"
        spellCheck={false}
      />
    </>
  )
}

type HeadersProps = {
  readonly headers: readonly HeaderDraft[]
  readonly problem: string | undefined
  readonly onChange: (headers: readonly HeaderDraft[]) => void
}

function Headers({ headers, problem, onChange }: HeadersProps) {
  const change = (key: number, part: Partial<HeaderDraft>) =>
    onChange(headers.map((header) => (header.key === key ? { ...header, ...part } : header)))
  return (
    <fieldset>
      <legend className="mb-1 text-xs font-medium text-ink-2">Extra headers</legend>
      <ul className="space-y-1.5">
        {headers.map(({ key, name, value }, index) => (
          <li key={key} className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)_24px] items-center gap-x-1.5">
            <Input
              label={`Name of header ${index + 1}`}
              hideLabel
              mono
              value={name}
              placeholder="x-name"
              onChange={(event) => change(key, { name: event.target.value })}
              autoComplete="off"
              spellCheck={false}
            />
            <Input
              label={`Value of header ${index + 1}`}
              hideLabel
              mono
              value={value}
              onChange={(event) => change(key, { value: event.target.value })}
              autoComplete="off"
              spellCheck={false}
            />
            <IconButton
              icon="close"
              label={`Remove header ${index + 1}`}
              size="sm"
              onClick={() => onChange(headers.filter((header) => header.key !== key))}
            />
          </li>
        ))}
      </ul>
      <div className={headers.length > 0 ? 'mt-1.5' : ''}>
        <Button
          size="sm"
          icon="new"
          onClick={() =>
            onChange([...headers, { key: Math.max(-1, ...headers.map(({ key }) => key)) + 1, name: '', value: '' }])
          }
        >
          Add a header
        </Button>
      </div>
      <p className={`mt-1 text-xs ${problem ? 'text-dead' : 'text-ink-3'}`}>
        {problem ?? 'Sent with each call. They are kept in the data file, and not in the keychain.'}
      </p>
    </fieldset>
  )
}

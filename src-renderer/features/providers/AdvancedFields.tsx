import { useId, useState } from 'react'
import { defaultParallel, presetOf } from '#shared/presets'
import { Icon } from '../../ui/Icon'
import { Input } from '../../ui/Input'
import { Select } from '../../ui/Select'
import { Switch } from '../../ui/Switch'
import { HeaderFields } from './HeaderFields'
import { type OptionsDraft, optionWords } from './options-draft'
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

function Options({ form }: { readonly form: ProviderFormState }) {
  const { draft, change, optionProblems: problems, keychain, secretsKept } = form
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
      <HeaderFields
        headers={options.headers}
        problem={problems.headers}
        note={`Sent with each call. ${keptWords(keychain, secretsKept)}`}
        onChange={(headers) => set({ headers })}
      />
      <div className="space-y-1.5">
        <div className="w-[132px]">
          <Select label="Proxy" value={options.proxy} options={proxies} onChange={(proxy) => set({ proxy })} />
        </div>
        {options.proxy === 'own' && (
          <Input
            label="Proxy address"
            hideLabel
            mono
            value={options.proxyUrl}
            error={problems.proxyUrl ?? null}
            placeholder="http://name:password@host:port"
            hint={
              keychain ? 'A password in it is kept as keys are.' : 'A password in it lies in the data file in clear.'
            }
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
            aria-label="Choose the CA file…"
            onClick={() => void pickCaFile().then((caFile) => caFile !== null && set({ caFile }))}
            className="-mr-1 h-[22px] rounded-[5px] px-1.5 text-xs font-medium text-ink-2 hover:bg-hover hover:text-ink"
          >
            Choose…
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

/** How values of headers are kept. */
const keptWords = (keychain: boolean, now: ProviderFormState['secretsKept']): string =>
  !keychain
    ? 'This system has no keychain: they lie in the data file in clear.'
    : now === 'plain'
      ? 'They lie in the data file in clear, and go into the system keychain once you save.'
      : 'Their values go into the system keychain, and are not shown again.'

import { useState } from 'react'
import type { ProviderTest, ProviderView } from '#shared/provider'
import type { ShutGate } from '../../frame/gates'
import { Button } from '../../ui/Button'
import { GateList } from './GateList'
import { makeDefault, testProvider } from './provider-actions'
import { TestResult } from './TestResult'

type PracticePanelProps = { readonly provider: ProviderView; readonly gates: readonly ShutGate[] }

/** What the built-in provider is for; there is nothing to set. */
export function PracticePanel({ provider, gates }: PracticePanelProps) {
  const [busy, setBusy] = useState(false)
  const [test, setTest] = useState<ProviderTest | null>(null)
  async function run() {
    setBusy(true)
    const answer = await testProvider(provider.id)
    setBusy(false)
    if (answer) setTest(answer)
  }
  return (
    <div className="space-y-3">
      <p className="max-w-[70ch] text-ink-2">
        Practice answers on this computer, calls no model and costs nothing. It has rate limits, slow answers and
        failures like a real provider’s, so that you can see what the lanes do with them. Its models are{' '}
        {provider.models.join(', ')}.
      </p>
      <div className="max-w-[720px]">
        <GateList provider={provider} shut={gates} />
      </div>
      <TestResult test={test ?? provider.lastTest} busy={busy} />
      <div className="flex items-center gap-2">
        <Button icon="test" onClick={() => void run()} disabled={busy}>
          Test connection
        </Button>
        {!provider.isDefault && (
          <Button look="ghost" onClick={() => void makeDefault(provider)}>
            Make default
          </Button>
        )}
      </div>
    </div>
  )
}

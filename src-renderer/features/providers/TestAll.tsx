import { useState } from 'react'
import { type ProviderView, practiceProviderId } from '#shared/provider'
import { counted } from '../../format'
import { useStore } from '../../state/store'
import { Button } from '../../ui/Button'
import { testProvider } from './provider-actions'

/** Tests every connection at once; what each came to stands in its row. */
export function TestAll({ providers }: { readonly providers: readonly ProviderView[] }) {
  const [busy, setBusy] = useState(false)
  const real = providers.filter(({ id }) => id !== practiceProviderId)
  if (real.length < 2) return null

  async function run() {
    setBusy(true)
    const tests = await Promise.all(real.map(({ id }) => testProvider(id)))
    setBusy(false)
    const failed = real.filter((_, index) => tests[index]?.ok === false)
    const answered = tests.filter((test) => test?.ok).length
    const { toast } = useStore.getState()
    if (failed.length === 0 && answered > 0)
      toast({ kind: 'done', title: `${counted(answered, 'connection')} tested`, detail: 'Each of them answers.' })
    else if (failed.length > 0)
      toast({
        ...{ kind: 'info', title: `${failed.length} of ${counted(real.length, 'connection')} did not pass` },
        detail: `${failed.map(({ name }) => name).join(', ')}. Open it to see what is wrong.`,
      })
  }
  return (
    <Button icon="test" disabled={busy} onClick={() => void run()}>
      {busy ? 'Testing…' : 'Test all'}
    </Button>
  )
}

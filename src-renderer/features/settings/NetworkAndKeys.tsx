import { isMac } from '../../platform'
import type { AppSettings } from '../../state/settings-slice'
import { useStore } from '../../state/store'
import { Button } from '../../ui/Button'
import { Line, Section } from './Section'

const keychainNote =
  'Of a key that is set, the window knows only the last four characters. Values of extra headers and the passwords of proxies are kept the same way.'
const noKeychainNote =
  'This system has no keychain. A key is kept until the app closes, unless you choose under Providers to keep it on this disk unprotected. Values of extra headers and the passwords of proxies lie in the data file in clear.'
const networkNote =
  'The system’s proxy is used, unless a provider has one of its own. Each provider may also have certificates and headers of its own.'

/** What leaves this computer, by which way, and where keys are. */
export function NetworkAndKeys({ settings: { keychain } }: { readonly settings: AppSettings }) {
  const goTo = useStore((store) => store.goTo)
  return (
    <Section of="network" title="Network and keys">
      <dl>
        <Line title="Connections" note={networkNote}>
          <span>Only to the providers that you add</span>
          <Button size="sm" onClick={() => goTo('providers')}>
            Open providers
          </Button>
        </Line>
        <Line title="Keys" note={keychain ? keychainNote : noKeychainNote}>
          <span>{keychain ? `In the ${isMac ? 'Mac’s' : 'system’s'} keychain` : 'Until the app closes'}</span>
        </Line>
      </dl>
    </Section>
  )
}

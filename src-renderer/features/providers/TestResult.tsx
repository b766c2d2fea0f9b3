import type { ProviderTest, TestProblem } from '#shared/provider'
import { formatCount, formatTime } from '../../format'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'

type TestResultProps = {
  readonly test: ProviderTest | null
  readonly busy: boolean
  /** Takes the address that the server answered at. */
  readonly onUse?: (baseUrl: string) => void
}

/** What the last test came to: what is wrong in two words, then in main's, with what to do. */
export function TestResult({ test, busy, onUse }: TestResultProps) {
  return (
    <div role="status" className="min-w-0 text-xs">
      {busy ? (
        <span className="text-ink-2">Asking it for its models…</span>
      ) : (
        test && (
          <span className="flex gap-2">
            <Icon
              name={test.ok && test.problem === null ? 'check' : 'invalid'}
              size={14}
              className={`mt-px shrink-0 ${hueOf(test)}`}
            />
            <span data-selectable className={`min-w-0 wrap-anywhere ${test.ok ? 'text-ink-2' : 'text-ink'}`}>
              {test.problem !== null && <b className="font-semibold">{problemTitles[test.problem]}. </b>}
              {testWords(test)}
              {test.suggestedBaseUrl !== null && onUse && (
                <span className="mt-1.5 block">
                  <Button size="sm" onClick={() => test.suggestedBaseUrl !== null && onUse(test.suggestedBaseUrl)}>
                    Use {test.suggestedBaseUrl}
                  </Button>
                </span>
              )}
            </span>
          </span>
        )
      )}
    </div>
  )
}

const hueOf = ({ ok, problem }: ProviderTest): string =>
  !ok ? 'text-dead' : problem === null ? 'text-ok' : 'text-wait'

/** What is wrong with a connection, in two or three words. */
export const problemTitles: Readonly<Record<TestProblem, string>> = {
  dns: 'Host not found',
  refused: 'Nothing listens there',
  timeout: 'No answer in time',
  network: 'Not reached',
  key_missing: 'It wants a key',
  key_refused: 'Key refused',
  model_unknown: 'Model not listed',
  tls_expired: 'Certificate expired',
  tls_untrusted: 'Certificate not trusted',
  tls_name: 'Certificate of another host',
  tls: 'No secure connection',
  ca_file: 'CA file not usable',
  proxy: 'Proxy in the way',
  proxy_auth: 'Proxy wants a login',
  web_page: 'A web page answered',
  base_url: 'Not the API’s address',
  redirect: 'It is elsewhere',
  busy: 'Busy now',
}

/** 'Connected: 38 models, in 212 ms at 14:31' */
export const testWords = ({ message, ok, problem, latencyMs, at }: ProviderTest): string =>
  ok && problem === null
    ? `${message.replace(/\.$/, '')}${latencyMs === null ? '' : `, in ${formatCount(latencyMs)} ms`} at ${formatTime(at)}`
    : `${message.replace(/\.$/, '')}. Tested at ${formatTime(at)}.`

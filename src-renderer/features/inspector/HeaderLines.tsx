type Header = readonly [string, string]
type HeaderLinesProps = { readonly headers: readonly Header[]; readonly isAnswer?: boolean }

/** What made the engine wait: the one header that is amber. */
const waits = /^retry-after(-ms)?$/i
/** What the provider's SDK tells of itself says nothing of the call. */
const ofSdk = /^x-stainless-/i

/** Headers as they are on the wire; those that only tell of the SDK are folded away. */
export function HeaderLines({ headers, isAnswer = false }: HeaderLinesProps) {
  const telling = headers.filter(([name]) => !ofSdk.test(name))
  const rest = headers.filter(([name]) => ofSdk.test(name))
  if (headers.length === 0) return null
  return (
    <div className="code mb-3 leading-[19px]">
      <Lines headers={telling} isAnswer={isAnswer} />
      {rest.length > 0 && (
        <details>
          <summary className="rounded-xs text-ink-3 hover:text-ink">and {rest.length} that the SDK adds</summary>
          <Lines headers={rest} isAnswer={false} />
        </details>
      )}
    </div>
  )
}

function Lines({ headers, isAnswer }: Required<HeaderLinesProps>) {
  return (
    <dl>
      {headers.map(([name, value]) => (
        <div key={`${name} ${value}`} className="wrap-anywhere">
          <dt className="inline text-ink-3">{name}: </dt>
          <dd className={`inline ${isAnswer && waits.test(name) ? 'text-wait' : ''}`}>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** What made the engine wait: the one header that is amber. */
const waits = /^(retry-after|retry-after-ms|x-ratelimit-reset)/i

type HeaderLinesProps = { readonly headers: readonly (readonly [string, string])[]; readonly isAnswer?: boolean }

/** Headers as they are on the wire. */
export function HeaderLines({ headers, isAnswer = false }: HeaderLinesProps) {
  if (headers.length === 0) return null
  return (
    <dl className="code mb-3 leading-[19px]">
      {headers.map(([name, value]) => (
        <div key={`${name} ${value}`} className="wrap-anywhere">
          <dt className="inline text-ink-3">{name}: </dt>
          <dd className={`inline ${isAnswer && waits.test(name) ? 'text-wait' : ''}`}>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

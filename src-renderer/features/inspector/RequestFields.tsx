import type { LlmRequest } from '#shared/request'
import { Part } from './Part'
import { requestFields } from './request-fields'

/** What a request asks for besides its texts. */
export function RequestFields({ request }: { readonly request: LlmRequest }) {
  const fields = requestFields(request)
  if (fields.length === 0) return null
  return (
    <Part title="Request">
      <dl className="grid grid-cols-[84px_minmax(0,1fr)] gap-x-3 gap-y-0.5 text-xs">
        {fields.map(({ name, value, code }) => (
          <div key={`${name} ${value}`} className="contents">
            <dt className="text-ink-3">{name}</dt>
            <dd data-selectable className="min-w-0 wrap-anywhere text-ink-2">
              {code === undefined ? (
                value
              ) : (
                <details>
                  <summary className="rounded-xs hover:text-ink">{value}</summary>
                  <pre className="code mt-1 mb-1 max-h-60 overflow-auto rounded-md bg-code px-3 py-2 whitespace-pre-wrap">
                    {code}
                  </pre>
                </details>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </Part>
  )
}

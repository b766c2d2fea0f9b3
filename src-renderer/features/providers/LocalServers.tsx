import type { LocalServer } from '#shared/provider'
import { counted } from '../../format'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'

type LocalServersProps = { readonly servers: readonly LocalServer[]; readonly onUse: (server: LocalServer) => void }

/** Servers that were found on this machine, offered as providers. */
export function LocalServers({ servers, onUse }: LocalServersProps) {
  if (servers.length === 0) return null
  return (
    <ul aria-label="Found on this machine" className="mb-3 space-y-1.5">
      {servers.map((server) => (
        <li
          key={server.baseUrl}
          className="flex min-h-[34px] items-center gap-2.5 rounded-[8px] bg-selected py-1 pr-1.5 pl-3 text-[12.5px]"
        >
          <Icon name="providers" size={14} className="text-ink-3" />
          <span className="min-w-0 flex-1">
            <b className="font-semibold">{server.name} is running on this machine,</b>{' '}
            <span className="text-ink-2">
              {server.models.length === 0 ? 'and lists no model yet' : counted(server.models.length, 'model')}.{' '}
              {atOnceWords(server.parallel)}
            </span>
          </span>
          <Button size="sm" onClick={() => onUse(server)}>
            Use <span className="sr-only">{server.name}</span>
          </Button>
        </li>
      ))}
    </ul>
  )
}

function atOnceWords(parallel: number | null): string {
  if (parallel === null) return 'It sets no limit of calls at once.'
  return parallel === 1 ? 'It takes one call at a time.' : `It takes ${parallel} calls at once.`
}

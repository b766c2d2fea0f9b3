import { shell } from 'electron'
import type { Handlers } from '#shared/contract'
import { openableUrl } from '#shared/link'
import { CommandError } from '#shared/result'

/** Links that stand in answers: whoever wrote them, only the web over TLS and a new e-mail are opened. */
export function linkCommands(open: (url: string) => Promise<void> = shell.openExternal): Pick<Handlers, 'openLink'> {
  return {
    async openLink({ url }) {
      const openable = openableUrl(url)
      if (!openable)
        throw new CommandError(
          'bad_request',
          'Trilane opens links that begin with https: or mailto: only. Nothing was opened.',
        )
      await open(openable.href).catch((error: unknown) => {
        console.error('a link was not opened:', error)
        throw new CommandError(
          'bad_request',
          'This computer has no program that opens this link. Nothing was changed: copy it and open it elsewhere.',
        )
      })
      return {}
    },
  }
}

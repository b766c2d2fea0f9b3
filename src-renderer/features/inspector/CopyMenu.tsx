import { curlOf, variablesOf } from '#shared/curl'
import { promptOf } from '#shared/request'
import type { TaskDetail } from '#shared/task'
import { ask } from '../../state/ask'
import { useStore } from '../../state/store'
import { copy } from '../../state/work'
import { IconButton } from '../../ui/IconButton'
import { Menu, MenuItem, MenuLine } from '../../ui/Menu'
import { usePicked } from './picked-attempt'
import { taskAsJson, taskAsMarkdown } from './task-copy'

/** The task on its way elsewhere: its texts, the call as a command, or all of it as a document. */
export function CopyMenu({ detail }: { readonly detail: TaskDetail }) {
  const { result, revisions } = detail
  const picked = usePicked(detail)
  const prompt = promptOf(revisions.at(-1)?.request ?? { kind: 'embedding', input: '' })
  return (
    <Menu align="end" trigger={<IconButton icon="copy" label="Copy" size="sm" />}>
      {result && (
        <MenuItem keys="Mod C" onClick={() => void copy(result.text, 'Result')}>
          Result
        </MenuItem>
      )}
      {prompt !== '' && <MenuItem onClick={() => void copy(prompt, 'Prompt')}>Prompt</MenuItem>}
      {(result || prompt !== '') && <MenuLine />}
      {picked && <MenuItem onClick={() => void copyCurl(detail, picked.number)}>Request as cURL</MenuItem>}
      <MenuItem onClick={() => void copy(taskAsJson(detail), 'Task')}>Task as JSON</MenuItem>
      <MenuItem onClick={() => void copy(taskAsMarkdown(detail), 'Task')}>Task as Markdown</MenuItem>
    </Menu>
  )
}

/** The request of an attempt as a command for a shell; keys are left out, and it says so. */
export async function copyCurl({ task }: TaskDetail, attempt: number): Promise<void> {
  const failed = 'The request was not copied'
  const wire = await ask('getAttemptWire', { id: task.id, attempt }, { failed })
  if (!wire) return
  const { toast } = useStore.getState()
  if (!wire.request) {
    toast({ kind: 'error', title: failed, detail: wire.problem ?? '' })
    return
  }
  const done = await ask('copyText', { text: curlOf(wire.request) }, { failed })
  if (!done) return
  const variables = variablesOf(wire.request)
  const detail = variables.length === 0 ? '' : `Keys are left out: set ${variables.join(' and ')} in the shell first.`
  toast({ kind: 'done', title: 'cURL command copied', ...(detail === '' ? {} : { detail }) })
}

import { formatCount } from '../../format'
import { pickAll } from '../../state/picks'
import { isPicking } from '../../state/selection-slice'
import { useStore } from '../../state/store'
import { Button } from '../../ui/Button'
import { Checkbox } from '../../ui/Checkbox'
import { IconButton } from '../../ui/IconButton'
import { Menu, MenuItem, MenuLine } from '../../ui/Menu'
import { countPicked } from './chosen'
import { exportChosen } from './export-letters'
import type { LetterActions } from './letter-keys'
import type { Section } from './use-groups'

type BulkBarProps = {
  readonly section: Section
  readonly isOff: boolean // a filter that cannot be used: no letter is meant
  readonly actions: LetterActions
}

/** What can be done with the letters that are picked, or with the one at the cursor when none is. */
export function BulkBar({ section, isOff, actions }: BulkBarProps) {
  const body = useStore((store) => store.body)
  const counted = useStore(countPicked)
  const isOn = useStore(isPicking)
  const selected = useStore((store) => store.selected)
  const pick = useStore((store) => store.pick)
  const total = body?.kind === 'list' ? body.total : 0
  // Letters that left the list meanwhile do not count, as far as the list is on hand.
  const isAtHand = body?.kind === 'list' && body.order.length >= body.total && pick === null
  const picked = isAtHand ? body.order.filter((id) => selected.has(id)).length : counted
  const off = isOff || total === 0
  const put = section === 'snoozed' ? 'Bring back' : 'Snooze'
  return (
    <div
      role="toolbar"
      aria-label="Letters"
      className="flex min-h-11 shrink-0 items-center gap-x-1 border-b border-line py-1.5 pr-3 pl-4 text-xs"
    >
      <Checkbox
        label="Select all"
        hideLabel
        checked={picked === 0 ? false : picked >= total ? true : 'mixed'}
        onChange={(checked) => (checked ? void pickAll() : actions.pickNone())}
        disabled={off}
      />
      <span className={`tn mr-auto ml-1.5 truncate ${isOn ? 'font-medium' : 'text-ink-3'}`} role="status">
        {formatCount(picked)} of {formatCount(total)} selected
      </span>
      <Button look="ghost" size="sm" icon="requeue" keys="R" onClick={() => actions.requeue('chosen')} disabled={off}>
        Requeue
      </Button>
      <Button look="ghost" size="sm" icon="edit" keys="E" onClick={actions.edit} disabled={off}>
        Edit
      </Button>
      <span className="hidden @min-[640px]:inline-flex">
        <Button look="ghost" size="sm" icon="clock" keys="S" onClick={() => actions.snooze('chosen')} disabled={off}>
          {put}
        </Button>
      </span>
      <Button
        look="danger"
        size="sm"
        icon="discard"
        keys="Del"
        onClick={() => actions.discard('chosen')}
        disabled={off}
      >
        Discard
      </Button>
      <Menu align="end" trigger={<IconButton icon="more" label="More actions" size="sm" disabled={off} />}>
        <MenuItem icon="requeue" keys="Shift R" onClick={actions.requeueAll}>
          Requeue all {formatCount(total)}
        </MenuItem>
        <MenuItem icon="move-lane" keys="M" onClick={() => actions.otherTarget('chosen')}>
          Requeue with another model or limits…
        </MenuItem>
        <MenuItem icon="edit" keys="Shift E" onClick={() => actions.editMany('chosen')}>
          Edit many prompts…
        </MenuItem>
        <MenuItem icon="practice" keys="P" onClick={actions.probe}>
          Probe one
        </MenuItem>
        <MenuLine />
        <MenuItem icon="clock" keys="S" onClick={() => actions.snooze('chosen')}>
          {put}
        </MenuItem>
        <MenuItem icon="priority" keys="L" onClick={() => actions.label('chosen')}>
          Label…
        </MenuItem>
        <MenuItem icon="file-text" keys="N" onClick={() => actions.note('chosen')}>
          Note…
        </MenuItem>
        <MenuItem icon="export" onClick={() => void exportChosen()}>
          Export for a bug report…
        </MenuItem>
      </Menu>
    </div>
  )
}

import { keysOf } from '../actions/registry'
import { formatCount } from '../format'
import type { View } from '../state/navigation-slice'
import { useStore } from '../state/store'
import { Icon, type IconName } from '../ui/Icon'
import { Tooltip } from '../ui/Tooltip'

type NavItemProps = {
  readonly view: View
  readonly icon: IconName
  readonly label: string
  readonly count?: number // of what needs a person
  readonly rail: boolean
}

export function NavItem({ view, ...rest }: NavItemProps) {
  const here = useStore((store) => store.view === view)
  const goTo = useStore((store) => store.goTo)
  return <Item {...rest} here={here} keys={keysOf(`go-${view}`)} onClick={() => goTo(view)} />
}

/** One that opens a sheet over the view. */
export const NavSheet = (props: Pick<ItemProps, 'icon' | 'label' | 'rail' | 'onClick'>) => <Item {...props} isSheet />

type ItemProps = Omit<NavItemProps, 'view'> & {
  readonly here?: boolean
  readonly isSheet?: boolean
  readonly keys?: string | undefined
  readonly onClick: () => void
}

function Item({ icon, label, count = 0, rail, here = false, isSheet = false, keys, onClick }: ItemProps) {
  const shown = rail && count > 999 ? '999+' : formatCount(count)
  const name = count > 0 ? `${label}, ${shown}` : label
  const shared = {
    type: 'button',
    'aria-label': name,
    'aria-current': here ? 'page' : undefined,
    'aria-haspopup': isSheet ? 'dialog' : undefined,
    onClick,
  } as const
  if (rail)
    return (
      <Tooltip text={label} keys={keys} side="right">
        <button
          {...shared}
          className={`relative grid h-8 w-9 place-items-center rounded-md ${here ? 'bg-selected text-ink' : 'text-ink-3 hover:text-ink'}`}
        >
          <Icon name={icon} />
          {count > 0 && (
            <span
              className={`tn absolute top-px rounded-[4px] bg-chrome px-0.5 text-[11px]/[13px] font-semibold text-dead ${shown.length > 3 ? '-right-[7px]' : 'left-[21px]'}`}
            >
              {shown}
            </span>
          )}
        </button>
      </Tooltip>
    )
  return (
    <Tooltip text={label} keys={keys} side="right">
      <button
        {...shared}
        className={`flex h-7 w-full items-center gap-[9px] rounded-[6px] px-2 text-left ${here ? 'bg-selected font-medium text-ink' : 'text-ink-2 hover:text-ink'}`}
      >
        <Icon name={icon} className={here ? '' : 'text-ink-3'} />
        {label} {count > 0 && <span className="tn ml-auto text-xs font-semibold text-dead">{formatCount(count)}</span>}
      </button>
    </Tooltip>
  )
}

import { type ColumnId, columnIds, Density } from '#shared/table-layout'
import { useStore } from '../../state/store'
import { moveColumn, orderOf, resetColumns, setColumnWidth, setDensity, setHidden } from '../../state/table-layout'
import { MenuChoices, MenuItem, MenuLine, MenuSwitch, Submenu } from '../../ui/Menu'
import { canHide, metaOf } from './columns'

/** What the menu makes a column wider by, in px. */
const stepPx = 24

/** What can be done to one column: items of its menu. */
export function ColumnItems({ id, shown }: { readonly id: ColumnId; readonly shown: readonly ColumnId[] }) {
  const isFixed = id === 'state'
  const own = useStore(({ layout }) => layout.widths[id])
  const { px } = metaOf(id)
  const width = own ?? px
  return (
    <>
      {!isFixed && (
        <>
          <MenuItem keys="Mod Shift ←" onClick={() => moveColumn(id, -1, shown)} disabled={shown.indexOf(id) <= 1}>
            Move left
          </MenuItem>
          <MenuItem keys="Mod Shift →" onClick={() => moveColumn(id, 1, shown)} disabled={shown.at(-1) === id}>
            Move right
          </MenuItem>
          {width !== null && (
            <>
              <MenuItem keys="Shift →" onClick={() => setColumnWidth(id, width + stepPx)}>
                Wider
              </MenuItem>
              <MenuItem keys="Shift ←" onClick={() => setColumnWidth(id, width - stepPx)}>
                Narrower
              </MenuItem>
            </>
          )}
          {own !== undefined && <MenuItem onClick={() => setColumnWidth(id, null)}>Reset width</MenuItem>}
          {canHide(id) && <MenuItem onClick={() => setHidden(id, true)}>Hide {metaOf(id).name}</MenuItem>}
          <MenuLine />
        </>
      )}
      <Submenu label="Columns and rows">
        <ColumnChoices />
      </Submenu>
    </>
  )
}

const densities: Readonly<Record<Density, string>> = {
  compact: 'Compact rows',
  normal: 'Normal rows',
  roomy: 'Roomy rows',
}

/** Which columns there are, and how high rows are. */
export function ColumnChoices() {
  const density = useStore((store) => store.layout.density)
  return (
    <>
      <MenuChoices
        value={density}
        onChange={setDensity}
        choices={Density.options.map((value) => ({ value, label: densities[value] }))}
      />
      <MenuLine />
      <ColumnSwitches />
    </>
  )
}

/** Which columns there are. */
export function ColumnSwitches() {
  const layout = useStore((store) => store.layout)
  const isPlain = layout.hidden.length === 0 && Object.keys(layout.widths).length === 0 && isInOrder(layout.order)
  return (
    <>
      {orderOf(layout)
        .filter(canHide)
        .map((id) => (
          <MenuSwitch key={id} stays checked={!layout.hidden.includes(id)} onChange={(on) => setHidden(id, !on)}>
            {metaOf(id).name}
          </MenuSwitch>
        ))}
      <MenuLine />
      <MenuItem disabled={isPlain} onClick={resetColumns}>
        Reset columns
      </MenuItem>
    </>
  )
}

const isInOrder = (order: readonly ColumnId[]) => orderOf({ order: [...order] }).join() === columnIds.join()

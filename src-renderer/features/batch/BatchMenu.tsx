import type { ComponentType, ReactElement } from 'react'
import type { Batch } from '#shared/batch'
import { Menu } from '../../ui/Menu'
import { AddRowsItem } from './AddRowsItem'
import { BatchPriority } from './BatchPriority'
import { CancelBatch } from './CancelBatch'
import { ChangeBatchTasks } from './ChangeBatchTasks'
import { CompareItem } from './CompareItem'
import { DryRunItem } from './DryRunItem'
import { ExportItem } from './ExportItem'
import { PauseBatch } from './PauseBatch'
import { ReceiptItem } from './ReceiptItem'
import { BatchAlertItem, BatchBudget, BatchRules, BatchWindows, ReuseAnswers } from './RuleItems'

/** An item or more of the menu; null where there is nothing to do. */
export type BatchPart = ComponentType<{ readonly batch: Batch }>

/** Each feature has its own file of items; their order is the menu's. */
const parts: readonly BatchPart[] = [
  PauseBatch,
  ChangeBatchTasks,
  BatchPriority,
  BatchRules,
  BatchWindows,
  BatchBudget,
  BatchAlertItem,
  ReuseAnswers,
  AddRowsItem,
  DryRunItem,
  CompareItem,
  ExportItem,
  ReceiptItem,
  CancelBatch,
]

type BatchMenuProps = { readonly batch: Batch; readonly trigger: ReactElement; readonly align?: 'start' | 'end' }

/** What can be done with a batch: on its row in the sidebar, and in the head of the queue. */
export function BatchMenu({ batch, trigger, align = 'start' }: BatchMenuProps) {
  return (
    <Menu trigger={trigger} align={align}>
      {parts.map((Part) => (
        <Part key={Part.displayName ?? Part.name} batch={batch} />
      ))}
    </Menu>
  )
}

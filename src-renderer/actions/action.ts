import type { Store } from '../state/store'
import type { IconName } from '../ui/Icon'

/** Whether it can be done now: `false` where it has no sense here, a sentence where it has one and something is in its way. */
export type Availability = boolean | string

/** Something a person can do: by its key, from the palette, and where a control shows its key. */
export type Action = {
  readonly id: string
  readonly group: 'do' | 'go'
  readonly title: string | ((store: Store) => string)
  readonly icon: IconName
  /** As `Kbd` takes them: 'Mod N', 'R', or a sequence as 'G then F'. */
  readonly keys?: string
  /** The window itself answers to the keys; those of others are answered by the list or the task that they are for. */
  readonly anywhere?: true
  /** Its keys are those of a text field's own while one has the focus, or while text is selected. */
  readonly yields?: true
  /** It opens a sheet or shows another view, so what lies over the window is put away first. All that go somewhere do. */
  readonly leaves?: true
  /** Other words by which it is found. */
  readonly words?: string
  /** What it would be done to. */
  readonly hint?: (store: Store) => string
  readonly when?: (store: Store) => Availability
  readonly run: () => void
}

export const titleOf = ({ title }: Action, store: Store): string => (typeof title === 'string' ? title : title(store))
export const isLeaving = ({ group, leaves }: Action): boolean => group === 'go' || leaves === true
export const isAvailable = ({ when }: Action, store: Store): Availability => when?.(store) ?? true

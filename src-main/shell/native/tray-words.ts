import type { MenuItemConstructorOptions } from 'electron'
import type { Destination } from '#shared/destination'
import { counted, number } from './notification-words'
import { openLetters, type Standing } from './standing'

export type TrayDoes = {
  readonly open: () => void
  readonly goTo: (destination: Destination) => void
  readonly newPrompt: () => void
  readonly pauseOrResume: () => void
  readonly quit: () => void
}
export type TrayFace = Pick<Standing, 'running' | 'waiting' | 'snoozed'> & {
  readonly open: number // dead letters that are not snoozed
  readonly still: boolean
  readonly stuck: number
}

export const faceOf = ({ running, waiting, dead, snoozed, still, stuck }: Standing): TrayFace => ({
  ...{ running, waiting, snoozed, open: openLetters({ dead, snoozed }) },
  ...{ still: still.length > 0, stuck: new Set(stuck.map(({ provider }) => provider)).size },
})

/** What is in hand, in a few words: '3 running, 1,204 waiting'. */
function workWords({ running, waiting }: TrayFace): string {
  const parts = [running > 0 ? `${number(running)} running` : '', waiting > 0 ? `${number(waiting)} waiting` : '']
  return parts.filter(Boolean).join(', ') || 'nothing to do'
}

function headWords(face: TrayFace): string {
  const words = workWords(face)
  return face.still ? `Paused: ${words}` : words.charAt(0).toUpperCase() + words.slice(1)
}

/** One line for the pointer that rests on the icon. */
export function trayTip(face: TrayFace): string {
  const letters = face.open > 0 ? `, ${counted(face.open, 'dead letter')}` : ''
  return `Trilane${face.still ? ', paused' : ''}: ${workWords(face)}${letters}`
}

/** What stands beside the icon in the menu bar of macOS: how many tasks are left; nothing when there are none. */
export function trayTitle({ running, waiting }: TrayFace): string {
  return running + waiting === 0 ? '' : number(running + waiting)
}

export function trayMenu(face: TrayFace, does: TrayDoes): MenuItemConstructorOptions[] {
  const line = { type: 'separator' } as const
  const { open, snoozed, stuck, still } = face
  const away = snoozed > 0 ? `, ${number(snoozed)} snoozed` : ''
  const needs: MenuItemConstructorOptions[] = [
    ...(open > 0
      ? [{ label: `${counted(open, 'dead letter')}${away}`, click: () => does.goTo({ to: 'dead_letters' }) }]
      : []),
    ...(stuck > 0
      ? [
          {
            label: `${counted(stuck, 'provider needs', 'providers need')} you`,
            click: () => does.goTo({ to: 'providers' }),
          },
        ]
      : []),
  ]
  return [
    { label: headWords(face), click: () => does.goTo({ to: 'queue' }) },
    ...needs,
    line,
    { label: still ? 'Resume all' : 'Pause all', click: does.pauseOrResume },
    { label: 'New prompt', click: does.newPrompt },
    line,
    { label: 'Open Trilane', click: does.open },
    { label: 'Quit Trilane', click: does.quit },
  ]
}

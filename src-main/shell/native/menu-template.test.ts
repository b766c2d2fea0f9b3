import type { MenuItemConstructorOptions } from 'electron'
import { expect, test } from 'vitest'
import { MenuAction } from '#shared/contract'
import { menuTemplate } from './menu-template'

const systems = ['darwin', 'win32', 'linux'] as const

/** What the roles bring along. Source: Electron's lib/browser/api/menu-item-roles.ts. */
const ofRole: Record<string, string> = {
  ...{ undo: 'Mod+Z', redo: 'Shift+Mod+Z', cut: 'Mod+X', copy: 'Mod+C', paste: 'Mod+V', selectAll: 'Mod+A' },
  ...{
    resetZoom: 'Mod+0',
    zoomIn: 'Mod+Plus',
    zoomOut: 'Mod+-',
    togglefullscreen: 'F11',
    toggleDevTools: 'Shift+Mod+I',
  },
  ...{ minimize: 'Mod+M', close: 'Mod+W', hide: 'Mod+H', hideOthers: 'Alt+Mod+H' },
}
/** Used too seldom for a key of their own, or asked for by the system's own gestures. */
const keyless = ['Run the sample', 'Show the data file', 'About Trilane', 'services', 'unhide', 'zoom', 'front']

function setup(platform: NodeJS.Platform, developing = false) {
  const acted: string[] = []
  const template = menuTemplate(
    { platform, name: 'Trilane', developing },
    { act: (action) => acted.push(action), showData: () => acted.push('data') },
  )
  const items = template
    .flatMap(({ submenu }) => submenu as MenuItemConstructorOptions[])
    .filter(({ type }) => type !== 'separator')
  return { template, items, acted }
}
const keyOf = ({ accelerator, role }: MenuItemConstructorOptions) =>
  typeof accelerator === 'string' ? accelerator.replace('CmdOrCtrl', 'Mod') : ofRole[role ?? '']
const nameOf = ({ label, role }: MenuItemConstructorOptions) => label ?? role ?? ''

test.each(systems)('on %s every item has a key or is known to have none, and no key twice', (platform) => {
  for (const developing of [true, false]) {
    const { items } = setup(platform, developing)
    const keys = items.map(keyOf)
    expect(
      items
        .filter((item) => keyOf(item) === undefined)
        .map(nameOf)
        .filter((name) => !keyless.includes(name)),
    ).toEqual([])
    const known = keys.filter((key) => key !== undefined)
    expect(new Set(known).size).toBe(known.length)
    const names = items.map(nameOf)
    expect(new Set(names).size).toBe(names.length)
  }
})

test('menus stand in the order of each system', () => {
  const labels = (platform: NodeJS.Platform) => setup(platform).template.map(({ label }) => label)
  expect(labels('darwin')).toEqual(['Trilane', 'File', 'Edit', 'View', 'Window', 'Help'])
  expect(labels('win32')).toEqual(['File', 'Edit', 'View', 'Window', 'Help'])
  expect(labels('linux')).toEqual(labels('win32'))
})

test('About, Settings, Hide and Quit are where each system has them', () => {
  const inMenu = (platform: NodeJS.Platform, label: string) => {
    const menu = setup(platform).template.find((each) => each.label === label)
    return ((menu?.submenu ?? []) as MenuItemConstructorOptions[]).map(nameOf)
  }
  expect(inMenu('darwin', 'Trilane')).toEqual(
    expect.arrayContaining(['About Trilane', 'Settings…', 'hide', 'hideOthers', 'unhide', 'Quit Trilane']),
  )
  expect(inMenu('linux', 'File')).toEqual(expect.arrayContaining(['Settings…', 'Quit Trilane']))
  expect(inMenu('win32', 'Help')).toContain('About Trilane')
})

test.each(systems)('on %s fields can be edited by the menu', (platform) => {
  const roles = setup(platform).items.map(({ role }) => role)
  expect(roles).toEqual(expect.arrayContaining(['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll']))
})

test('every item without a role does something, and every action of the menu is one of the contract', () => {
  const { items, acted } = setup('linux')
  for (const { click, role } of items) if (!role) (click as () => void)()
  expect(acted).toHaveLength(items.filter(({ role }) => !role).length)
  const actions = acted.filter((each) => each !== 'data')
  expect(actions.every((each) => MenuAction.safeParse(each).success)).toBe(true)
  expect(new Set(actions).size).toBe(actions.length)
})

test('developer tools are for developing', () => {
  expect(setup('linux', true).items.some(({ role }) => role === 'toggleDevTools')).toBe(true)
  expect(setup('linux').items.some(({ role }) => role === 'toggleDevTools')).toBe(false)
})

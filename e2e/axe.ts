import type { Page } from '@playwright/test'
import axe from 'axe-core'
import { z } from 'zod'

const Found = z.array(
  z.object({
    id: z.string(),
    help: z.string(),
    nodes: z.array(z.object({ target: z.array(z.unknown()), failureSummary: z.string().optional() })),
  }),
)
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const colours = ['color-contrast', 'link-in-text-block']
const mostNodes = 4

/** Without the targets that a popup covers in part, as it happens to lie: they are pressed once it is gone, which its first Escape or click does.
 *  Sent to the page as text. */
const pressable = `({ violations }) => {
  const popups = [...document.querySelectorAll('[role="dialog"], [role="menu"], [role="listbox"]')]
  const isUnder = (element) =>
    popups.some((popup) => {
      if (popup.contains(element)) return false
      const [own, its] = [element.getBoundingClientRect(), popup.getBoundingClientRect()]
      const [left, right] = [Math.max(own.left, its.left), Math.min(own.right, its.right)]
      const [top, bottom] = [Math.max(own.top, its.top), Math.min(own.bottom, its.bottom)]
      return left < right && top < bottom && popup.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2))
    })
  return violations
    .map(({ nodes, ...rule }) => ({
      ...rule,
      nodes: nodes
        .filter(({ element }) => rule.id !== 'target-size' || !isUnder(element))
        .map(({ target, failureSummary }) => ({ target, failureSummary })),
    }))
    .filter(({ nodes }) => nodes.length > 0)
}`

/** What axe finds wrong with the page as it stands, with its colours alone or with all but those: a line or more for each rule. */
export async function axeFindings(page: Page, what: 'all' | 'colours' | 'all but colours' = 'all'): Promise<string[]> {
  // By the debugger: the window's policy lets no script in, and no test should loosen it.
  const session = await page.context().newCDPSession(page)
  const run = async (expression: string): Promise<unknown> => {
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
      ...{ expression, awaitPromise: true, returnByValue: true },
    })
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
    return result.value
  }
  if ((await run('typeof axe')) === 'undefined') await run(`${axe.source}; 0`) // once for a page: it is half a megabyte to compile
  // Popups float at the end of the page, outside of its landmarks: what is in them has the focus and needs no way there.
  const region = { enabled: (await page.locator('[role="menu"]').count()) === 0 }
  const off = Object.fromEntries(what === 'all' ? [] : colours.map((rule) => [rule, { enabled: false }]))
  const options = {
    ...(what === 'colours'
      ? { runOnly: { type: 'rule', values: colours } }
      : { runOnly: { type: 'tag', values: tags }, rules: { region, ...off } }),
    resultTypes: ['violations'],
    preload: false, // no rule of these tags reads style sheets or sounds
  }
  const look = async (selectors: boolean) =>
    run(`axe.run(document, ${JSON.stringify({ ...options, selectors, elementRef: true })}).then(${pressable})`)
  // What each element is called takes axe a third of its time: asked for only where something was found.
  const isClean = z.array(z.unknown()).parse(await look(false)).length === 0
  const found = isClean ? [] : Found.parse(await look(true))
  await session.detach()
  return found.map(({ id, help, nodes }) => {
    const where = nodes
      .slice(0, mostNodes)
      .map(({ target, failureSummary = '' }) => `  ${target.join(' ')}\n    ${failureSummary.replaceAll('\n', ' ')}`)
    return `${id}: ${help} (${nodes.length})\n${where.join('\n')}`
  })
}

/** Controls and headings that are cut off: what no scrolling brings into the window, or into the part that scrolls around it. */
export const cutOff = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const scrolls = (value: string) => value === 'auto' || value === 'scroll'
    const isHidden = (element: Element) =>
      !element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) ||
      element.closest('[aria-hidden="true"], [inert], .sr-only') !== null
    const nameOf = (element: Element) =>
      `${element.tagName.toLowerCase()} ${element.getAttribute('aria-label') ?? element.textContent?.trim().slice(0, 40)}`
    const slack = 1.5 // px, for what is rounded
    const found: string[] = []
    for (const element of document.querySelectorAll(
      'button, input, textarea, h1, h2, h3, [role="tab"], [role="radio"], [role="option"]',
    )) {
      if (isHidden(element)) continue
      const box = element.getBoundingClientRect()
      if (box.width < 2 || box.height < 2) continue
      let [x, y] = [false, false] // whether something around it scrolls that way
      for (let part = element.parentElement; part; part = part.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(part)
        const around = part.getBoundingClientRect()
        const clipsX =
          !x && overflowX !== 'visible' && (box.right > around.right + slack || box.left < around.left - slack)
        const clipsY =
          !y && overflowY !== 'visible' && (box.bottom > around.bottom + slack || box.top < around.top - slack)
        x ||= scrolls(overflowX)
        y ||= scrolls(overflowY)
        if ((clipsX && !x) || (clipsY && !y)) {
          found.push(nameOf(element))
          break
        }
      }
    }
    return found
  })

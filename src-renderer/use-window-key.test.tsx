import { act, render } from '@testing-library/react'
import { useState } from 'react'
import { flushSync } from 'react-dom'
import { expect, test } from 'vitest'
import { useWindowKey } from './use-window-key'

test('a key is heard by the newest handler, also where whoever heard it first drew the component anew amid it', () => {
  const heard: number[] = []
  let draw = () => {}
  function Counting() {
    const [drawn, setDrawn] = useState(0)
    draw = () => setDrawn((times) => times + 1)
    useWindowKey(() => heard.push(drawn))
    return null
  }
  const first = () => flushSync(() => draw()) // as the shared clock does, by the engine's own turn of the loop
  window.addEventListener('keydown', first)
  const { unmount } = render(<Counting />)
  const press = () => act(() => window.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' })))
  press()
  press()
  expect(heard).toEqual([1, 2])
  unmount()
  press()
  expect(heard).toHaveLength(2)
  window.removeEventListener('keydown', first)
})

import { createRoot } from 'react-dom/client'
import { Theme } from '#shared/theme'
import { App } from '../../App'
import { clock } from '../../clock'
import { useStore } from '../../state/store'
import { applyTheme } from '../../state/use-theme'
import { fakeBridge } from '../fake-bridge'
import { scenarios } from '../scenarios'
import { now } from '../tasks'
import { lettersBridge } from './letters'
import '../../styles.css'

const asked = new URLSearchParams(window.location.search)
const theme = Theme.catch('system').parse(asked.get('theme'))
const scenario = asked.get('scenario') ?? 'letters'
const fake =
  scenario === 'none'
    ? fakeBridge(scenarios['first-run'])
    : scenario === 'practice'
      ? fakeBridge(scenarios.practice)
      : lettersBridge(scenario === 'refusing')
window.trilane = fake.bridge
clock.set(now)
applyTheme(theme)
// The theme is asked for by the picture; what main has set is the system's.
document.documentElement.dataset.theme = theme
Object.assign(window, { preview: { fake, store: useStore } })

const root = document.getElementById('root')
if (root) createRoot(root).render(<App />)

import '../no-eval'

import { createRoot } from 'react-dom/client'
import { Theme } from '#shared/theme'
import { clock } from '../clock'
import { Root } from '../Root'
import { useStore } from '../state/store'
import { applyTheme } from '../state/use-theme'
import { fakeBridge } from './fake-bridge'
import { type LettersCase, lettersBridge } from './letters/letters'
import { type ScenarioName, scenarios } from './scenarios'
import { madeUpBackups, madeUpSurvey, startups } from './startups'
import { now } from './tasks'
import '../styles.css'

const asked = new URLSearchParams(window.location.search)
const name = asked.get('scenario') ?? 'busy'
const theme = Theme.catch('system').parse(asked.get('theme'))
const scenario = scenarios[(name in scenarios ? name : 'busy') as ScenarioName]

const own = {
  surveyDamage: () => madeUpSurvey,
  getBackups: () => madeUpBackups,
  getStartup: () => startups[name] ?? { kind: 'ready' },
  getSettings: () => ({
    ...{
      theme,
      timeFormat: 'system',
      version: '0.1.0',
      dataDir: '/home/me/.config/Trilane',
      platform: 'linux',
      keychain: true,
    },
    versions: { Electron: '45.4.1', Chromium: '152.0.7977.130', 'Node.js': '24.19.0' },
  }),
}
const fake = name.startsWith('letters') ? lettersBridge(false, name as LettersCase, own) : fakeBridge(scenario, own)
window.trilane = fake.bridge
clock.set(asked.has('live') ? null : now)
applyTheme(theme)
Object.assign(window, { preview: { fake, store: useStore } })

const root = document.getElementById('root')
if (root) createRoot(root).render(<Root />)

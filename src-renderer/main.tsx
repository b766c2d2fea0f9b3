import './no-eval'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Root } from './Root'
import { applyTheme } from './state/use-theme'
import './styles.css'

applyTheme('system') // before the first paint; the person's own choice follows with the settings
const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <Root />
  </StrictMode>,
)

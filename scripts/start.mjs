// npm start: installs what is missing, builds what changed, opens the app.
import { ensureDependencies } from './setup.mjs'

ensureDependencies()
const [{ ensureBuild }, { launchApp }] = await Promise.all([import('./build.mjs'), import('./launch.mjs')])
ensureBuild()
process.exitCode = await launchApp(process.argv.slice(2))

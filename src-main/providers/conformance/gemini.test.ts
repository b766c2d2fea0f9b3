import { gemini } from './families/gemini'
import { conformance } from './suite'

conformance(gemini)

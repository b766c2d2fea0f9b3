import { anthropic } from './families/anthropic'
import { conformance } from './suite'

conformance(anthropic)

import { openAiChat } from './families/openai-chat'
import { openAiResponses } from './families/openai-responses'
import { conformance } from './suite'

conformance(openAiChat)
conformance(openAiResponses)

import { z } from 'zod'

// zod compiles its parsers with `new Function`, which the window's policy forbids: it would try, fail and log an error.
z.config({ jitless: true })

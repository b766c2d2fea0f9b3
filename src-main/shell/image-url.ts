import { stat } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { CommandError } from '#shared/result'

/**
 * The URL of an image as a person named it: an https: or data: URL as it is, a path of this computer as a file: URL, which is read when the
 * call is made. Throws CommandError `bad_request` for what is neither, and for a file that is not there now.
 */
export async function imageUrl(named: string): Promise<string> {
  if (/^(https?|data):/i.test(named)) return named
  const url = /^file:/i.test(named) ? named : isAbsolute(named) ? pathToFileURL(named).href : null
  if (url === null)
    throw new CommandError('bad_request', `${named.slice(0, 200)} is neither a full path nor a URL of an image.`)
  const path = pathOf(url)
  const isFile = await stat(path).then(
    (found) => found.isFile(),
    () => false,
  )
  if (!isFile) throw new CommandError('bad_request', `The image ${path} is not there.`)
  return url
}

function pathOf(url: string): string {
  try {
    return fileURLToPath(url)
  } catch {
    throw new CommandError('bad_request', `${url.slice(0, 200)} names no file of this computer.`)
  }
}

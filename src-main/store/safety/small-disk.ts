import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** For tests: a real disk of that size, in memory. It needs the right to mount; see `canMount`. @param size as mount takes it: 4m */
export function smallDisk(size: string) {
  const disk = mount(size)
  if (!disk) throw new Error('nothing can be mounted here')
  return disk
}

function mount(size: string) {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return null
  const dir = mkdtempSync(join(tmpdir(), 'trilane-disk-'))
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', dir])
  if (status !== 0) {
    rmSync(dir, { recursive: true })
    return null
  }
  return {
    dir,
    /** Root ignores permissions, so only the disk itself can refuse. */
    makeReadOnly: () => void spawnSync('mount', ['-o', 'remount,ro', dir]),
    unmount() {
      spawnSync('umount', ['-l', dir])
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

const probe = mount('1m')
probe?.unmount()
/** Whether tests on a disk of their own can run here; where TRILANE_REQUIRE_MOUNT is 1 they must, so that none is left out unseen. */
export const canMount = probe !== null
if (!canMount && process.env.TRILANE_REQUIRE_MOUNT === '1')
  throw new Error('TRILANE_REQUIRE_MOUNT is set, and nothing can be mounted here.')

/** Takes every free byte of the disk. @returns how to give them back */
export function fillDisk(dir: string): () => void {
  for (const size of [1_048_576, 4_096, 1])
    for (let n = 0; ; n++) {
      try {
        writeFileSync(join(dir, `filler-${size}-${n}`), Buffer.alloc(size))
      } catch {
        break
      }
    }
  return () => {
    for (const name of readdirSync(dir)) if (name.startsWith('filler-')) rmSync(join(dir, name))
  }
}

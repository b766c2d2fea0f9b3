/** Whether the app goes on once its last window is closed: on macOS an app always does. */
let goesOn = (): boolean => process.platform === 'darwin'

export const goesOnWithoutWindow = (): boolean => goesOn()

/** Elsewhere a person decides, once main can tell what they want. */
export function decideWithoutWindow(decide: () => boolean): void {
  if (process.platform !== 'darwin') goesOn = decide
}

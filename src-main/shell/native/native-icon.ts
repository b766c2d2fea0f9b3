import { type NativeImage, nativeImage } from 'electron'
import { encodePng, type Pixels } from './png'

/** An image of Electron's, sharp on screens of either kind. @param drawn gives the pixels for a scale */
export function nativeIcon(drawn: (scale: number) => Pixels): NativeImage {
  const image = nativeImage.createEmpty()
  for (const scaleFactor of [1, 2]) {
    const pixels = drawn(scaleFactor)
    image.addRepresentation({ scaleFactor, width: pixels.width, height: pixels.height, buffer: encodePng(pixels) })
  }
  return image
}

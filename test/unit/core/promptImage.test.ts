import assert from 'node:assert/strict';
import { imageLimits, imageTypeOf, type PromptImage, whyNoImage } from '../../../src/core/promptImage';

describe('core/promptImage', () => {
  for (const [bytes, type] of [
    ['\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'image/png'],
    ['\xff\xd8\xff\xe0', 'image/jpeg'],
    ['GIF89a', 'image/gif'],
    ['RIFF\0\n\0\0WEBPVP8 ', 'image/webp'],
    ['RIFF\0\0\0\0WAVE', undefined],
    ['<svg xmlns=', undefined],
    ['', undefined],
  ] as const) {
    it(`takes ${JSON.stringify(bytes)} for ${type ?? 'nothing that Claude can see'}`, () =>
      assert.equal(imageTypeOf(Buffer.from(bytes, 'latin1')), type));
  }

  const image = (size: number): PromptImage => ({ file: 'x', name: 'x.png', type: 'image/png', size });
  const many = Array.from({ length: imageLimits.count }, () => image(1));
  for (const [what, type, size, others, why] of [
    ['goes along', 'image/png', imageLimits.size, [], null],
    ['is none', undefined, 1, [], '“a.pdf” is not an image that Claude can see: those are PNG, JPEG, GIF and WebP.'],
    [
      'is too big',
      'image/png',
      5_200_000,
      [],
      '“a.pdf” has 5.2 MB; an image may have 3.8 MB. Make it smaller, or crop it.',
    ],
    ['is one too many', 'image/png', 1, many, '“a.pdf” is one too many: 10 images can go with a prompt.'],
    [
      'is too much with the others',
      'image/png',
      3_000_000,
      [image(3_700_000), image(600_000)],
      'With “a.pdf” the images have 7.3 MB together; 7.0 MB can be sent with a prompt.',
    ],
  ] as const) {
    it(`one that ${what}`, () => assert.equal(whyNoImage({ name: 'a.pdf', type, size }, others), why));
  }
});

/** Draws the pictures of the README from a report: `node scripts/picture.mjs REPORT.html CHROMIUM`, into docs/images/. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { root } from './root.mjs';
import { fail } from './say.mjs';

const width = 1100;
const [report = '', executablePath = ''] = process.argv.slice(2);

try {
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: 'light' });
  await page.goto(pathToFileURL(report).href);
  const top = async (heading) => {
    const box = await page.getByRole('heading', { name: heading, exact: true }).boundingBox();
    return Math.round(box.y) - 10;
  };
  const [timeline, doors] = [await top('Timeline'), await top('Doors')];
  await draw(page, 'report', 0, timeline);
  await draw(page, 'timeline', timeline, doors - timeline);
  await browser.close();
} catch (error) {
  fail(error);
}

async function draw(page, name, y, height) {
  const path = join(root, 'docs/images', `${name}.png`);
  await page.screenshot({ path, fullPage: true, clip: { x: 0, y, width, height } });
}

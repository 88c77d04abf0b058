/** Takes the README's pictures when the tests run with `UPDATE_SCREENSHOTS=1 npm run test:e2e`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';

const FOLDER = path.join(__dirname, '../../../docs/images');
/** Hides n8n's messages in the corner, which come and go, and would change every picture. */
const NO_TOASTS = '.el-notification { display: none !important }';
const MAX_BYTES = 200 * 1024;

export const isTaking = () => process.env.UPDATE_SCREENSHOTS === '1';

export async function screenshot(page: Page, name: string): Promise<void> {
	if (!isTaking()) return;
	const bytes = await page.screenshot({ animations: 'disabled', style: NO_TOASTS });
	if (bytes.length > MAX_BYTES) throw new Error(`${name}.png has ${bytes.length} bytes.`);
	mkdirSync(FOLDER, { recursive: true });
	writeFileSync(path.join(FOLDER, `${name}.png`), bytes);
}

export async function keepPicture(page: Page, folder: string | undefined, name: string) {
	if (!folder) return;
	await page.screenshot({ path: path.join(folder, `${name}.png`), animations: 'disabled' });
}

import { existsSync } from 'node:fs';
import { chromium, selectors, type Browser } from 'playwright-core';

const PLACES = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

export const CHROMIUM_ARGUMENTS = [
	'--headless',
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

export function chromiumPath(): string | undefined {
	return [process.env.CHROMIUM_PATH ?? '', ...PLACES].find((file) => file && existsSync(file));
}

/** In CI (`CI=true`), the tests always run, and fail without a browser, because a test that never runs proves nothing. */
export function canRun(tests: string): boolean {
	if (chromiumPath() || process.env.CI === 'true' || process.env.CI === '1') return true;
	process.stderr.write(`Skipped: ${tests}. No Chromium found; install it or set CHROMIUM_PATH.\n`);
	return false;
}

export function describeInBrowser(title: string, tests: () => void): void {
	if (canRun(title)) describe(title, tests);
	else describe.skip(title, tests);
}

export async function launchChromium(): Promise<Browser> {
	const executablePath = chromiumPath();
	if (!executablePath) {
		throw new Error('No Chromium found. Install it (apt install chromium) or set CHROMIUM_PATH.');
	}
	selectors.setTestIdAttribute('data-test-id'); // n8n's name for the attribute
	return await chromium.launch({ executablePath, args: CHROMIUM_ARGUMENTS });
}

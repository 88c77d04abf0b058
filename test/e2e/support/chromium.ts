/** The browser of this machine, if it has one. */
import { existsSync } from 'node:fs';
import { chromium, selectors, type Browser } from 'playwright-core';

const PLACES = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

const ARGUMENTS = [
	'--headless',
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

/** `CHROMIUM_PATH`, or where a browser usually is; undefined when there is none. */
function chromiumPath(): string | undefined {
	return [process.env.CHROMIUM_PATH ?? '', ...PLACES].find((file) => file && existsSync(file));
}

/**
 * `describe` when there is a browser. Without one the tests are skipped, with the reason printed; in CI
 * (`CI=true`) they run and fail, because a browser test that never runs proves nothing.
 */
export function describeInBrowser(title: string, tests: () => void): void {
	const inCi = process.env.CI === 'true' || process.env.CI === '1';
	if (chromiumPath() || inCi) {
		describe(title, tests);
		return;
	}
	process.stderr.write(`Skipped: ${title}. No Chromium found; install it or set CHROMIUM_PATH.\n`);
	describe.skip(title, tests);
}

export async function launchChromium(): Promise<Browser> {
	const executablePath = chromiumPath();
	if (!executablePath) {
		throw new Error('No Chromium found. Install it (apt install chromium) or set CHROMIUM_PATH.');
	}
	selectors.setTestIdAttribute('data-test-id'); // n8n's own name for it
	return await chromium.launch({ executablePath, args: ARGUMENTS });
}

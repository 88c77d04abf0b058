/** End-to-end tests in the browser. Most load `dist/`, so build first. */
import { defineConfig } from '@playwright/test';
import { canRun, CHROMIUM_ARGUMENTS, chromiumPath } from './test/e2e/support/chromium';
import { isNight } from './test/e2e/support/night';

export default defineConfig({
	testDir: './test/e2e',
	testMatch: canRun('the tests in the browser') ? '**/*.browser.test.ts' : [],
	testIgnore: isNight ? [] : '**/*.night.*',
	globalSetup: './test/e2e/support/globalSetup.ts',
	globalTeardown: './test/e2e/support/globalTeardown.ts',
	// With more, people in the browser would have to be patient.
	workers: 2,
	// What fails once is told: a second try would hide it.
	retries: 0,
	// On a busy machine a page of n8n takes half a minute; what is waited for tells earlier.
	timeout: 900_000,
	expect: { timeout: 120_000 },
	outputDir: './.dev/ci/browser',
	reporter: 'list',
	use: {
		actionTimeout: 120_000,
		navigationTimeout: 120_000,
		testIdAttribute: 'data-test-id', // n8n's own name for it
		viewport: { width: 1280, height: 800 },
		// Without a film of the page, which costs more than all the rest.
		trace: { mode: 'retain-on-failure', screenshots: false, sources: false },
		screenshot: 'only-on-failure',
		launchOptions: { executablePath: chromiumPath(), args: CHROMIUM_ARGUMENTS },
	},
});

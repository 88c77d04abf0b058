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
	// More workers would slow n8n's pages down too much.
	workers: 2,
	// A second try would hide a failure.
	retries: 0,
	// Milliseconds. On a busy machine, a page of n8n takes half a minute. The shorter timeouts below report an error before this one.
	timeout: 900_000,
	expect: { timeout: 120_000 },
	outputDir: './.dev/ci/browser',
	reporter: 'list',
	use: {
		actionTimeout: 120_000,
		navigationTimeout: 120_000,
		testIdAttribute: 'data-test-id', // n8n's own name for the attribute
		viewport: { width: 1280, height: 800 },
		// Without screenshots of each step, which take longer than the rest of the trace.
		trace: { mode: 'retain-on-failure', screenshots: false, sources: false },
		screenshot: 'only-on-failure',
		launchOptions: { executablePath: chromiumPath(), args: CHROMIUM_ARGUMENTS },
	},
});

import { test as base, type Page } from '@playwright/test';
import { Demo } from './demo';

export { expect, type Page } from '@playwright/test';

export interface Phones {
	open(url: string, hash?: string): Promise<Page>;
}

interface Fixtures {
	readonly demo: Demo;
	/** Opens phone pages. At the end of the test, none of them may have reported an error. */
	readonly phones: Phones;
}

export const test = base.extend<Fixtures>({
	demo: async ({}, use) => {
		const demo = await Demo.start();
		await use(demo);
		await demo.close();
	},
	phones: async ({ browser }, use) => {
		const pages: Page[] = [];
		const errors: string[] = [];
		await use({
			async open(url, hash = '') {
				const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
				pages.push(page);
				page.on('pageerror', (error) => errors.push(error.message));
				await page.goto(`${url}/phone${hash}`);
				return page;
			},
		});
		for (const page of pages) await page.close();
		base.expect(errors).toEqual([]);
	},
});

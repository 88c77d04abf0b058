import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../support/chromium';

/** The element with a test id. */
export const by = (page: Page, id: string) => page.locator(`[data-testid="${id}"]`);

/** A browser with pages of the phone; what the pages complain about is collected in `errors`. */
export class Phones {
	readonly errors: string[] = [];

	private browser?: Browser;

	async open(url: string, hash = ''): Promise<Page> {
		this.browser ??= await launchChromium();
		const page = await this.browser.newPage({ viewport: { width: 1200, height: 800 } });
		page.setDefaultTimeout(8000);
		page.on('pageerror', (error) => this.errors.push(error.message));
		await page.goto(`${url}/phone${hash}`);
		return page;
	}

	async close(): Promise<void> {
		await this.browser?.close();
	}
}

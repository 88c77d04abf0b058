import type { Page } from 'playwright-core';

/** The element with a test id. */
export const by = (page: Page, id: string) => page.locator(`[data-testid="${id}"]`);

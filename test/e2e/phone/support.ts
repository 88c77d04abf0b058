import type { Page } from 'playwright-core';

/** Returns the element with this test ID. */
export const by = (page: Page, id: string) => page.locator(`[data-testid="${id}"]`);

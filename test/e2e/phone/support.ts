import type { Page } from 'playwright-core';

export const by = (page: Page, id: string) => page.locator(`[data-testid="${id}"]`);

import { APP_BASE_HREF } from '@angular/common';
import { inject, provideBrowserGlobalErrorListeners, type ApplicationConfig } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import {
  provideRouter,
  withComponentInputBinding,
  withNavigationErrorHandler,
  withRouterConfig,
} from '@angular/router';
import { App } from './app/app.js';
import { routes } from './app/routes.js';
import { StartFailure } from './app/shell/start-failure.js';

const config: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    // There is no <base> in index.html: the content security policy forbids it.
    { provide: APP_BASE_HREF, useValue: '/' },
    provideRouter(
      routes,
      withComponentInputBinding(),
      // What failed is shown; as a rejected promise it would only be logged besides.
      withRouterConfig({ resolveNavigationPromiseOnError: true }),
      withNavigationErrorHandler((failure) => inject(StartFailure).tell(failure.error, failure.url)),
    ),
  ],
};

await bootstrapApplication(App, config);

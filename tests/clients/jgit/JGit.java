import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.TransportCommand;
import org.eclipse.jgit.transport.PushResult;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;

/** Drives JGit as specified in ../driver.mjs. */
public final class JGit {
    private static final int FAILED = 1;
    private static final int NO_SUCH_OPERATION = 3;
    /** The arguments are flat except for the credential, whose field names are unique. */
    private static final Pattern FIELD = Pattern.compile("\"(\\w+)\":\"((?:[^\"\\\\]|\\\\.)*)\"");

    private final Map<String, String> arguments;

    private JGit(Map<String, String> arguments) {
        this.arguments = arguments;
    }

    public static void main(String[] line) {
        try {
            new JGit(fields(line[1])).run(line[0]);
        } catch (Exception error) {
            answer("error", chain(error), FAILED);
        }
    }

    private void run(String operation) throws Exception {
        switch (operation) {
            case "version" -> answer("version", "JGit " + version(), 0);
            case "clone" -> clone_();
            case "fetch" -> fetch();
            case "push" -> push(arguments.get("from") + ":" + arguments.get("to"));
            case "delete" -> push(":" + arguments.get("ref"));
            default -> answer("missing", "JGit has no " + operation, NO_SUCH_OPERATION);
        }
        System.out.println("{}");
    }

    private void clone_() throws Exception {
        File directory = new File(arguments.get("directory"));
        identified(Git.cloneRepository().setURI(arguments.get("url")).setDirectory(directory)).call().close();
    }

    private void fetch() throws Exception {
        try (Git git = open()) {
            identified(git.fetch().setRemote("origin")).call();
        }
    }

    private void push(String refspec) throws Exception {
        List<String> rejected = new ArrayList<>();
        try (Git git = open()) {
            for (PushResult result : identified(git.push().setRemote("origin").setRefSpecs(new RefSpec(refspec))).call()) {
                for (RemoteRefUpdate update : result.getRemoteUpdates()) {
                    if (update.getStatus() != RemoteRefUpdate.Status.OK) {
                        rejected.add(update.getRemoteName() + ": " + update.getStatus() + ": " + update.getMessage());
                    }
                }
            }
        }
        // A rejected ref throws nothing.
        if (!rejected.isEmpty()) answer("error", String.join(", ", rejected), FAILED);
    }

    private Git open() throws Exception {
        return Git.open(new File(arguments.get("directory")));
    }

    private <C extends TransportCommand<C, ?>> C identified(C command) {
        String bearer = arguments.get("bearer");
        if (bearer != null) {
            Map<String, String> headers = Map.of("Authorization", "Bearer " + bearer);
            return command.setTransportConfigCallback(
                    transport -> ((TransportHttp) transport).setAdditionalHeaders(headers));
        }
        return command.setCredentialsProvider(
                new UsernamePasswordCredentialsProvider(arguments.get("username"), arguments.get("password")));
    }

    /** Only the package's manifest has its version. */
    private static String version() {
        String version = Git.class.getPackage().getImplementationVersion();
        return version == null ? "of an unknown version" : version;
    }

    private static String chain(Throwable error) {
        String text = String.valueOf(error.getMessage());
        for (Throwable cause = error.getCause(); cause != null; cause = cause.getCause()) {
            text += ": " + cause.getMessage();
        }
        return text;
    }

    private static Map<String, String> fields(String json) {
        Map<String, String> fields = new java.util.HashMap<>();
        for (Matcher field = FIELD.matcher(json); field.find(); ) {
            fields.put(field.group(1), field.group(2).replace("\\\"", "\"").replace("\\\\", "\\"));
        }
        return fields;
    }

    private static void answer(String key, String text, int code) {
        StringBuilder quoted = new StringBuilder();
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') quoted.append('\\').append(c);
            else if (c < ' ') quoted.append(String.format("\\u%04x", (int) c));
            else quoted.append(c);
        }
        System.out.println("{\"" + key + "\":\"" + quoted + "\"}");
        System.exit(code);
    }
}

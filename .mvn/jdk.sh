# Finds a JDK of at least $TIDEMARK_JAVA_MINIMUM and exports it as JAVA_HOME. Sourced by ./mvnw and ./tidemark.
# Order: JAVA_HOME, the java on the PATH, the usual folders (newest first).

TIDEMARK_JAVA_MINIMUM=21

# Prints the feature release of the JDK in folder $1 (25, 21, 8 ...), nothing if there is no JDK with a compiler.
tidemark_java_release() {
    [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 0
    tidemark_version=""
    if [ -r "$1/release" ]; then
        tidemark_version=$(sed -n 's/^JAVA_VERSION="\(.*\)"$/\1/p' "$1/release" | head -n 1)
    fi
    if [ -z "$tidemark_version" ]; then
        tidemark_version=$("$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p' | head -n 1)
    fi
    case "$tidemark_version" in
    1.*) tidemark_version=${tidemark_version#1.} ;;
    esac
    printf '%s' "$tidemark_version" | sed 's/[^0-9].*//'
}

tidemark_usable_java() {
    tidemark_release=$(tidemark_java_release "$1")
    [ -n "$tidemark_release" ] && [ "$tidemark_release" -ge "$TIDEMARK_JAVA_MINIMUM" ]
}

tidemark_select_java() {
    if [ -n "${JAVA_HOME:-}" ] && tidemark_usable_java "$JAVA_HOME"; then
        return 0
    fi
    tidemark_on_path=$(command -v java 2>/dev/null) || tidemark_on_path=""
    if [ -n "$tidemark_on_path" ]; then
        tidemark_home=$(dirname "$(dirname "$(readlink -f "$tidemark_on_path" 2>/dev/null || echo "$tidemark_on_path")")")
        if tidemark_usable_java "$tidemark_home"; then
            JAVA_HOME=$tidemark_home
            export JAVA_HOME
            return 0
        fi
    fi
    tidemark_best=0
    for tidemark_home in \
        /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
        "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
        /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
        if [ -d "$tidemark_home" ] && tidemark_usable_java "$tidemark_home" && [ "$tidemark_release" -gt "$tidemark_best" ]; then
            tidemark_best=$tidemark_release
            tidemark_found=$tidemark_home
        fi
    done
    if [ "$tidemark_best" -eq 0 ]; then
        echo "Tidemark needs a JDK of release $TIDEMARK_JAVA_MINIMUM or newer and found none." >&2
        echo "Looked at JAVA_HOME (${JAVA_HOME:-not set}), java on the PATH (${tidemark_on_path:-none}) and the usual folders." >&2
        echo "Install one (for example Temurin 25) or set JAVA_HOME to it." >&2
        return 1
    fi
    JAVA_HOME=$tidemark_found
    export JAVA_HOME
}
